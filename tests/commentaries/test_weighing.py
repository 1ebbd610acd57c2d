"""Tests that a file is what it holds and not what its name says, and that what may do harm is refused unopened."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from hashlib import sha256
from time import perf_counter

import pytest
from django.test import override_settings

from commentaries.uploading import MEGABYTE
from commentaries.weighing import MOST_NAME, Parcel, Unwanted, clean_name, weighed
from tests.commentaries import files
from tests.commentaries.files import EML, MSG, PDF, TXT, docx, odt, sent


def weigh(data: bytes, name: str = "a.docx") -> Parcel:
    return weighed(sent(data, name), name)


def refused(data: bytes, name: str = "a.docx") -> str:
    with pytest.raises(Unwanted) as refusal:
        weigh(data, name)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("data", "ending"),
    [(docx(), "docx"), (odt(), "odt"), (PDF, "pdf"), (EML, "eml"), (MSG, "msg"), (TXT, "txt")],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_is_what_it_holds(data: bytes, ending: str) -> None:
    parcel = weigh(data, "anything.exe")
    assert (parcel.ending, parcel.name) == (ending, f"anything.{ending}")
    assert (parcel.size, parcel.sha256) == (len(data), sha256(data).hexdigest())
    assert parcel.file.read() == data, "it is handed on from its start"


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00" + bytes(200),
        b"\x7fELF" + bytes(200),
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"GIF89a" + bytes(100),
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"\xef\xbb\xbf  <html><body onload=alert(1)>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><x/>",
        b"#!/bin/sh\nrm -rf /\n",
        b"{\\rtf1\\ansi x}",
        b"%!PS-Adobe-3.0\n",
        b" \n%PDF-1.7 not at the start" + bytes(20),
        b"Rar!\x1a\x07\x00" + bytes(50),
        "ein alter Text, schön".encode("latin-1"),
        files.archive({"readme.txt": b"x"}),
        files.archive({"xl/workbook.xml": b"x", "[Content_Types].xml": b"x"}),
        files.archive({"content.xml": b"x"}, first={"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
    ],
)
def test_whatever_the_name_says_nothing_else_is_taken(data: bytes) -> None:
    assert "not taken" in refused(data, "manuscript.docx")


def test_older_word_files_are_refused_with_a_way_out() -> None:
    assert ".docx" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000), "old.doc")


def test_words_are_a_mail_only_with_the_head_of_one() -> None:
    assert weigh(b"Note: publish it\nFrom: me\n\nx", "a.eml").ending == "txt"
    assert weigh(EML.replace(b"gladly", "schön".encode("latin-1")), "a.eml").ending == "eml"


def test_a_letter_cut_between_two_pieces_is_still_one() -> None:
    assert weigh(b"x" * (65_536 - 1) + "é".encode() * 70_000, "a.txt").ending == "txt"
    assert "not taken" in refused(b"x" * 65_535 + b"\xc3", "a.txt")


# What is made to do harm


def never_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    def unpack(*args: object, **kwargs: object) -> None:
        raise AssertionError("it was unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "read", unpack)
    monkeypatch.setattr(zipfile.ZipFile, "open", unpack)


def test_a_file_that_would_become_very_large_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    data = files.bomb()
    assert len(data) < MEGABYTE
    never_unpacked(monkeypatch)
    assert "very large" in refused(data)


def test_a_table_of_contents_without_end_is_not_read() -> None:
    data = files.long_contents()
    assert len(data) > 2 * MEGABYTE
    begun = perf_counter()
    assert "damaged" in refused(data)
    assert perf_counter() - begun < 1


@pytest.mark.parametrize(
    "name", ["word/vbaProject.bin", "word/VBAPROJECT.BIN", "Basic/script.xml", "Scripts/python/run.py"]
)
def test_macros_are_refused(name: str) -> None:
    assert "macros" in refused(docx(**{name.replace("/", "__"): b"x"}))


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "word/../../x", "C:/x", "..\\x"])
def test_paths_that_lead_elsewhere_are_refused(name: str) -> None:
    assert "unusual" in refused(docx(**{name: b"x"}))


@pytest.mark.parametrize("change", [lambda d: d[:-1], lambda d: d + b"x", lambda d: d[: len(d) // 2], lambda d: d[:30]])
def test_a_damaged_archive_is_refused(change: Callable[[bytes], bytes]) -> None:
    assert "damaged" in refused(change(docx()))


def test_what_is_two_things_is_what_it_begins_with_or_nothing() -> None:
    assert weigh(PDF + docx(), "both.docx").name == "both.pdf"
    assert "not taken" in refused(b"<script>alert(1)</script>" + docx())
    assert "not taken" in refused(b"GIF89a" + docx())
    assert "damaged" in refused(docx() + b"<script>alert(1)</script>")


def test_a_large_file_is_refused_before_it_is_looked_at() -> None:
    with override_settings(COMMENTARIES={"ATTACHMENT_MEGABYTES": 1}):
        assert "1 megabytes" in refused(PDF + b"\0" * MEGABYTE)
        assert weigh(PDF + b"\0" * (MEGABYTE - len(PDF))).ending == "pdf"


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../../etc/passwd", "passwd.docx"),
        ("C:\\Users\\Ada\\My text.docx", "My text.docx"),
        ("a\x00b\r\nContent-Type: text\n.docx", "ab Content-Type text.docx"),
        ("invoice\u202excod.exe", "invoicexcod.docx"),
        (".htaccess", "file.docx"),
        ("", "file.docx"),
        ("text.docx.exe", "text.docx.docx"),
        ('a"; filename="evil.exe', "a ; filename= evil.docx"),
        ("Über den Fluß.docx", "Über den Fluß.docx"),
    ],
)
def test_a_name_is_one_on_every_machine(name: str, clean: str) -> None:
    assert clean_name(name, "docx") == clean


def test_a_long_name_loses_its_middle() -> None:
    name = clean_name(f"{'a' * 300}end.docx", "docx")
    assert len(name) <= MOST_NAME
    assert name.startswith("aaa")
    assert name.endswith("end.docx")

"""Says of a file that was sent what it is, by its content alone, and refuses what nobody should be given to open.

Nothing is unpacked, decoded or carried out: of an archive its table of contents is read, of anything else its first
bytes. What the name says is not believed.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from hashlib import sha256
from typing import IO, Any
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from django.utils.translation import gettext as _

from commentaries import conf
from commentaries.sanitising import clean_line
from commentaries.uploading import MEGABYTE

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "eml": "application/octet-stream",
    "msg": "application/octet-stream",
    "txt": "text/plain; charset=utf-8",
}
"""What may be sent, by the end of its name, and what a browser is told of it. A mail it might show by itself."""
MOST_NAME = 100
"""Characters of a name; a longer one loses its middle."""
_HEAD = 64 * 1024
_PIECE = 1 << 16
_MOST_CONTENTS = MEGABYTE
"""Bytes of an archive's table of contents; a long text with many pictures has some ten thousand."""
_MOST_UNPACKED = 400 * MEGABYTE
_MOST_RATIO = 200
_END_OF_ARCHIVE = struct.Struct("<4s4H2LH")
_ODT = TYPES["odt"].encode()
_COMPOUND, _OF_A_MESSAGE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "__properties_version1.0".encode("utf-16-le")
_NO_WORDS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
_NO_PLAIN_TEXT = re.compile(r"\s*(<!doctype|<html|<\?|<svg|<script|<body|<math|#!|%!ps|\{\\rtf)", re.IGNORECASE)
_FIRST_HEADER = re.compile(rb"[!-9;-~]{1,70}:")
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')


class Unwanted(Exception):
    """The file is not kept; the message says why, and what to send instead."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file that may be kept. ``ending`` is what it is; ``sha256`` is that of its bytes, in hexadecimal."""

    file: IO[bytes]
    name: str
    ending: str
    size: int
    sha256: str


def weighed(file: Any, name: str) -> Parcel:
    """What was sent, if it may be kept; ``file`` knows its ``size`` and can be read from its start again.

    Raises:
        Unwanted: it is too large, of another kind, or made to do harm.
    """
    most = conf.get().ATTACHMENT_MEGABYTES
    if file.size > most * MEGABYTE:
        raise Unwanted(
            _("A file may have up to %(most)s megabytes. Make it smaller, and send it again.") % {"most": most}
        )
    ending = _ending_of(file)
    file.seek(0)
    checksum = sha256()
    while piece := file.read(_PIECE):
        checksum.update(piece)
    file.seek(0)
    return Parcel(file, clean_name(name, ending), ending, file.size, checksum.hexdigest())


def clean_name(name: str, ending: str) -> str:
    """A name that is one on every machine, without a path, and ends as what the file is."""
    last = re.split(r"[/\\]", clean_line(name))[-1]
    stem = last.rpartition(".")[0] if "." in last else last
    stem = " ".join(_UNSAFE.sub(" ", stem).split()).strip(". ") or "file"
    room = MOST_NAME - len(ending) - 1
    if len(stem) > room:
        half = room // 2 - 1
        stem = f"{stem[:half]}…{stem[-half:]}"
    return f"{stem}.{ending}"


def _ending_of(file: Any) -> str:
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_archive(file)
    if head.startswith(_COMPOUND):
        return _kind_of_compound(file)
    if _is_words(file, head):
        if _is_mail(head):
            return "eml"
        if not _NO_PLAIN_TEXT.match(head.decode("utf-8-sig", errors="ignore")):
            return "txt"
    raise _of_another_kind()


def _kind_of_archive(file: Any) -> str:
    """Word and OpenDocument are archives of which only the table of contents is read.

    Raises:
        Unwanted: it is another archive, or says of itself that it is harmful.
    """
    _demand_short_contents(file)
    try:
        with ZipFile(file) as archive:
            entries = {entry.filename: entry for entry in archive.infolist()}
            _demand_harmless(archive, file.size)
            first = archive.infolist()[0] if entries else None
            if first and first.filename == "mimetype" and first.compress_type == ZIP_STORED:
                is_text = first.file_size == len(_ODT) and archive.read(first) == _ODT
                if is_text and "content.xml" in entries:
                    return "odt"
    except (BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError, struct.error) as fault:
        raise Unwanted(_("This file is damaged, and cannot be opened. Save it anew, and send it again.")) from fault
    if {"[Content_Types].xml", "word/document.xml"} <= entries.keys():
        return "docx"
    raise _of_another_kind()


def _demand_short_contents(file: Any) -> None:
    """Refuses an archive whose table of contents would cost more than a text is worth, before it is read."""
    file.seek(0, 2)
    end = file.tell()
    file.seek(max(0, end - _END_OF_ARCHIVE.size))
    last = file.read(_END_OF_ARCHIVE.size)
    if len(last) == _END_OF_ARCHIVE.size:
        mark, *_numbers, length, at, remark = _END_OF_ARCHIVE.unpack(last)
        if mark == b"PK\x05\x06" and not remark and length <= _MOST_CONTENTS and at + length == end - len(last):
            return
    raise Unwanted(_("This file is damaged, and cannot be opened. Save it anew, and send it again."))


def _demand_harmless(archive: ZipFile, size: int) -> None:
    """As the archive itself says. It may lie: whoever unpacks it weighs it again."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > _MOST_UNPACKED or unpacked > size * _MOST_RATIO:
        raise Unwanted(_("This file is small and would become very large when opened, so it is not taken."))
    for entry in entries:
        parts = re.split(r"[/\\]", entry.filename)
        if entry.flag_bits & 1 or ".." in parts or not parts[0] or ":" in parts[0]:
            raise Unwanted(_("This file is made in an unusual way, and is not taken. Save it anew, and send it again."))
        if parts[-1].casefold() == "vbaproject.bin" or parts[0].casefold() in {"basic", "scripts"}:
            raise Unwanted(_("This file holds macros. Save it without them, as .docx, and send it again."))


def _kind_of_compound(file: Any) -> str:
    """The old container of Word, Excel and Outlook; only a mail is taken."""
    file.seek(0)
    before = b""
    while piece := file.read(_PIECE):
        if _OF_A_MESSAGE in before + piece:
            return "msg"
        before = piece[-len(_OF_A_MESSAGE) :]
    raise Unwanted(_("This is an older Office file, or one with a password. Save it as .docx, and send that."))


def _is_words(file: Any, head: bytes) -> bool:
    """Whether the whole of it is text in UTF-8, with nothing that is no letter."""
    file.seek(0)
    rest = b""
    while piece := file.read(_PIECE):
        if _NO_WORDS.search(piece):
            return False
        try:
            rest = _left_of(rest + piece)
        except UnicodeDecodeError:
            return _is_mail(head)
    return not rest or _is_mail(head)


def _left_of(piece: bytes) -> bytes:
    """The last bytes of a piece that are the beginning of a letter."""
    try:
        piece.decode()
    except UnicodeDecodeError as fault:
        if fault.end == len(piece) and len(piece) - fault.start < 4:
            return piece[fault.start :]
        raise
    return b""


def _is_mail(head: bytes) -> bool:
    """Whether it begins with the head of a mail (RFC 5322), and not with a few words and a colon."""
    if not _FIRST_HEADER.match(head):
        return False
    names = {name.casefold() for name in BytesHeaderParser().parsebytes(head)}
    return "from" in names and bool(names & {"date", "received", "message-id"})


def _of_another_kind() -> Unwanted:
    return Unwanted(
        _(
            "Files of this kind are not taken. Send a .docx, .odt or .pdf; a mail as .eml or .msg; "
            "or plain text saved as UTF-8."
        )
    )

"""Makes files as people send them, and as they never should."""

from __future__ import annotations

import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.files.uploadedfile import SimpleUploadedFile

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The same bytes each time."""
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
EML = b"From: Nora <nora@example.org>\r\nDate: Fri, 27 Nov 2026 10:00:00 +0100\r\nSubject: Yes\r\n\r\nYes, gladly.\r\n"
MSG = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "__properties_version1.0".encode("utf-16-le") + bytes(200)
TXT = "Dear editors,\n\nthe text is clear – publish it.\n".encode()


def archive(entries: dict[str, bytes], *, first: dict[str, bytes] | None = None) -> bytes:
    """A ZIP file; what is in ``first`` stands at its head, as it is."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as made:
        for name, data in (first or {}).items():
            made.writestr(ZipInfo(name, LONG_AGO), data, compress_type=ZIP_STORED)
        for name, data in entries.items():
            made.writestr(ZipInfo(name, LONG_AGO), data, compress_type=ZIP_DEFLATED)
    return buffer.getvalue()


def docx(**more: bytes) -> bytes:
    """As small as a Word file can be; ``more`` are entries, their names with a double underscore for the stroke."""
    entries = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
    return archive(entries | {name.replace("__", "/"): data for name, data in more.items()})


def odt() -> bytes:
    mark = {"mimetype": b"application/vnd.oasis.opendocument.text"}
    return archive({"content.xml": b"<office:document-content/>"}, first=mark)


def bomb() -> bytes:
    """A Word file of some kilobytes that would become 20 MB."""
    return docx(word__media__image1=b"\0" * (20 * 1024 * 1024))


def long_contents() -> bytes:
    """A Word file with a table of contents of several megabytes, and nothing in it."""
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 200, 0, 0, 0, 0, 0, 0) + b"a" * 200
    start = b"PK\x03\x04" + bytes(26)
    contents = entry * 10_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 10_000, 10_000, len(contents), len(start), 0)
    return start + contents + end


def sent(data: bytes | None = None, name: str = "My text.docx") -> SimpleUploadedFile:
    """A file as a browser hands it over; what it says of its kind is not believed anyway."""
    return SimpleUploadedFile(name, docx() if data is None else data, content_type="application/octet-stream")

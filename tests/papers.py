"""Pictures and documents, made on the spot."""

import random
from io import BytesIO
from typing import Literal
from zipfile import ZipFile

from PIL import Image
from pypdf import PdfReader, PdfWriter

PASSWORD = "open sesame"


def picture(
    kind: Literal["PNG", "JPEG", "GIF", "WEBP"] = "PNG",
    size: tuple[int, int] = (8, 6),
    mode: str = "RGB",
    *,
    is_noisy: bool = False,
    orientation: int | None = None,
) -> bytes:
    """Return a picture: grey, or of noise, which nothing makes shorter."""
    drawn = Image.new(mode, size, 128 if mode in {"L", "P"} else None)
    if is_noisy:
        noise = random.Random(size[0]).randbytes(size[0] * size[1] * len(drawn.getbands()))
        drawn = Image.frombytes(mode, size, noise)
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
    written = BytesIO()
    drawn.save(written, kind, exif=exif, quality=90)
    return written.getvalue()


def pdf(*pages: str) -> bytes:
    """Return a PDF with a line of text on each page; an empty one stays white."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(pages), b" ".join(b"%d 0 R" % (4 + 2 * index) for index in range(len(pages)))),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for index, words in enumerate(pages):
        shown = f"BT /F1 12 Tf 72 700 Td ({words}) Tj ET".encode() if words else b""
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * index)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown))
    written = bytearray(b"%PDF-1.4\n")
    places: list[int] = []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return bytes(written + b"startxref\n%d\n%%%%EOF\n" % start)


def locked_pdf(*pages: str, password: str = PASSWORD) -> bytes:
    """Return a PDF that wants a password of everybody, or with an empty one of nobody."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(*pages))))
    writer.encrypt(password, owner_password=PASSWORD, algorithm="RC4-128")
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def docx(words: str) -> bytes:
    """Return as much of a Word file as its readers want to see."""
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    written = BytesIO()
    with ZipFile(written, "w") as archive:
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{namespace}"><w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p>'
            "</w:body></w:document>",
        )
    return written.getvalue()

"""Small PDF files for tests, written object by object."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_FONTS = {"plain": "Helvetica", "bold": "Helvetica-Bold"}


@dataclass(frozen=True)
class Word:
    """A piece of text where it stands, in points from the lower left corner."""

    text: str
    x: float = 72
    y: float = 700
    font: str = "plain"
    size: float = 11


def column(*lines: str, top: float = 760, apart: float = 14, x: float = 72) -> list[Word]:
    """Return lines below each other; an empty one is space between two paragraphs."""
    return [Word(line, x, top - index * apart) for index, line in enumerate(lines) if line.strip()]


def pdf(
    *pages: Sequence[Word],
    page: str = "",
    objects: Mapping[int, bytes] = {},
    trailer: str = "",
    unicode: str = "",
) -> bytes:
    """Return a PDF of pages.

    ``page`` is added to each page's dictionary and ``trailer`` to that of the file; ``objects``
    are added under their numbers, from 50 on; ``unicode`` is a table that says what letters mean.
    """
    fonts = " ".join(f"/{name} {number} 0 R" for number, name in enumerate(_FONTS, 3))
    made: dict[int, bytes] = {}
    for number, name in enumerate(_FONTS.values(), 3):
        told = "/ToUnicode 5 0 R" if unicode else ""
        made[number] = (
            f"<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding{told}>>".encode()
        )
    made[5] = stream(unicode.encode())
    pictures = "/XObject<</Im 50 0 R>>" if 50 in objects else ""
    kids = []
    for index, words in enumerate(pages):
        number = 10 + 2 * index
        kids.append(f"{number} 0 R")
        made[number + 1] = stream(b"\n".join(_written(word) for word in words))
        made[number] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {number + 1} 0 R"
            f"/Resources<</Font<<{fonts}>>{pictures}>>{page}>>"
        ).encode()
    made[1] = b"<</Type/Catalog/Pages 2 0 R>>"
    made[2] = f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(kids)}]>>".encode()
    return assembled({**made, **objects}, trailer)


def stream(data: bytes, inside: str = "") -> bytes:
    """Return a stream object."""
    return f"<</Length {len(data)}{inside}>>\nstream\n".encode() + data + b"\nendstream"


def assembled(objects: Mapping[int, bytes], trailer: str = "") -> bytes:
    """Return a file of objects, with the table of where they are."""
    out = bytearray(b"%PDF-1.7\n")
    table = [b"xref\n0 1\n0000000000 65535 f \n"]
    for number in sorted(objects):
        table.append(f"{number} 1\n{len(out):010} 00000 n \n".encode())
        out += f"{number} 0 obj\n".encode() + objects[number] + b"\nendobj\n"
    start = len(out)
    size = max(objects) + 1
    out += b"".join(table) + f"trailer\n<</Size {size}/Root 1 0 R{trailer}>>\n".encode()
    return bytes(out + f"startxref\n{start}\n%%EOF\n".encode())


def _written(word: Word) -> bytes:
    text = word.text.encode("cp1252").replace(b"\\", b"\\\\")
    text = text.replace(b"(", b"\\(").replace(b")", b"\\)")
    place = f"BT /{word.font} {word.size} Tf 1 0 0 1 {word.x} {word.y} Tm (".encode()
    return place + text + b") Tj ET"

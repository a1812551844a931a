"""A generator of bad files, seeded: every format cut, flipped, swollen, misnamed and lied about.

``cases`` gives them by format; the files themselves are made one at a time, when asked for.
"""

import io
import json
import random
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from odtfiles import odt, p
from wordfiles import paragraph, word

Make = Callable[[random.Random], bytes]

TALK = (
    ("Åse", "Hva gjør dere på huset om kvelden?"),
    ("Per", "Vi deler sal, og så øver bandet på torsdager."),
    ("Åse", "Hvordan går det med støyen?"),
    ("Per", "Det går stort sett fint, men lesesalen hører alt."),
    ("Åse", "Hvem bestemmer over nøklene?"),
    ("Per", "Husrådet. Vi fikk en nøkkel til etter møtet i februar."),
)
LINES = [f"{name}: {said}" for name, said in TALK]


@dataclass(frozen=True, slots=True)
class Case:
    """A bad file: what is wrong, its name, how it is made, and the codes it may end with.

    ``codes`` empty: any of the vocabulary. ``import`` stands for being read. ``giant``: too slow
    for every day, or too like another.
    """

    wrong: str
    name: str
    make: Make
    codes: frozenset[str] = frozenset()
    giant: bool = False


def case(wrong: str, name: str, made: Make | bytes, codes: str = "", giant: bool = False) -> Case:
    """Return a case; ``codes`` parted by blanks."""
    make = made if callable(made) else partial(_given, made)
    return Case(wrong, name, make, frozenset(codes.split()), giant)


def _given(data: bytes, _chance: random.Random) -> bytes:
    return data


# --- a plain, whole file of every format


def pack(files: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP of ``files``."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def _clock(seconds: int, mark: str) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}000"


def cues(lines: Sequence[str], mark: str) -> str:
    """Return subtitles without a header, five seconds each."""
    return "\n\n".join(
        f"{n + 1}\n{_clock(5 * n, mark)} --> {_clock(5 * n + 4, mark)}\n{line}"
        for n, line in enumerate(lines)
    )


def vtt(lines: Sequence[str]) -> str:
    """Return WebVTT."""
    return f"WEBVTT\n\n{cues(lines, '.')}\n"


def whisper(lines: Sequence[str]) -> str:
    """Return segments of Whisper."""
    parts = [{"start": 5.0 * n, "end": 5.0 * n + 4, "text": x} for n, x in enumerate(lines)]
    return json.dumps({"text": " ".join(lines), "segments": parts}, ensure_ascii=False)


def otr(lines: Sequence[str]) -> str:
    """Return a file of oTranscribe."""
    stamp = '<span class="timestamp" data-timestamp="{0}.5">00:{0:02}</span>'
    text = "".join(f"<p>{stamp.format(n)}&nbsp;{line}</p>" for n, line in enumerate(lines))
    return json.dumps({"text": text, "media": "a.mp3", "media-time": 9}, ensure_ascii=False)


def html(lines: Sequence[str]) -> str:
    """Return a web page."""
    body = "\n".join(f"<p>{line}</p>" for line in lines)
    head = '<meta charset="utf-8"><title>Samtale</title>'
    return f"<!DOCTYPE html>\n<html><head>{head}</head><body>\n{body}\n</body></html>\n"


def noscribe(lines: Sequence[str]) -> str:
    """Return a file of noScribe."""
    body = "\n".join(
        f'<p ><a name="ts_{n}000_{n}900_S00" >S00: [00:00:{n:02}] {line}</a></p>'
        for n, line in enumerate(lines)
    )
    return f"<html ><head ></head><body >\n<p >Samtale</p><p >noScribe</p>{body}</body></html>"


def rtf(lines: Sequence[str]) -> bytes:
    """Return rich text, letters beyond ASCII as escapes."""
    body = "".join(
        "".join(c if c < "\x7f" else f"\\u{ord(c)}?" for c in line) + "\\par\n" for line in lines
    )
    return b"{\\rtf1\\ansi\\ansicpg1252\\uc1{\\fonttbl{\\f0 Arial;}}\n" + body.encode() + b"}"


SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
QUESTIONS = ("Nr", "Kommune", "Hva fungerer i huset?")


def xlsx(
    rows: str | Sequence[Sequence[str]], parts: Mapping[str, bytes | str] = {}, before: str = ""
) -> bytes:
    """Return a workbook with one sheet of ``rows`` (XML, or texts); ``parts`` replace ours."""
    inside = rows if isinstance(rows, str) else "".join(map(_row, rows))
    files: dict[str, bytes | str] = {
        "[Content_Types].xml": '<Types xmlns="urn:x"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Svar" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}">{before}'
        f"<sheetData>{inside}</sheetData></worksheet>",
        **parts,
    }
    return pack(files)


def _row(cells: Sequence[str]) -> str:
    inside = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f"<row>{inside}</row>"


def answers(number: int) -> list[list[str]]:
    """Return a survey as rows: a heading, and the talk as answers."""
    rows = [list(QUESTIONS)]
    for n in range(number):
        rows.append([str(n + 1), f"Kommune {n % 7}", TALK[n % len(TALK)][1]])
    return rows


def pdf(lines: Sequence[str], *, flate: bool = True) -> bytes:
    """Return one page of text."""
    shown = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines)
    stream = f"BT /F1 11 Tf 14 TL 50 780 Td\n{shown}ET".encode("cp1252", "replace")
    return pdf_of(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</Font<</F1 5 0 R>>>>>>",
        pdf_stream(stream, flate=flate),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    )


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def pdf_stream(data: bytes, entries: str = "", *, flate: bool = True) -> bytes:
    """Return a stream as it stands in a PDF."""
    packed = zlib.compress(data, 9) if flate else data
    method = "/Filter/FlateDecode" if flate else ""
    head = f"<</Length {len(packed)}{method}{entries}>>"
    return head.encode() + b"\nstream\n" + packed + b"\nendstream"


def pdf_of(*objects: str | bytes, trailer: str = "") -> bytes:
    """Return a PDF of ``objects``, the first of them its catalogue, with a right table of them."""
    data = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(data))
        inside = each.encode("cp1252") if isinstance(each, str) else each
        data += f"{number} 0 obj\n".encode() + inside + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    return data + (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{len(data)}\n%%EOF\n"
    ).encode("latin-1")


def _table(delimiter: str) -> str:
    return "\n".join(delimiter.join(row) for row in answers(6)) + "\n"


def _milliseconds(lines: Sequence[str]) -> str:
    rows = [f"{5000 * n}\t{5000 * n + 4000}\t{line}" for n, line in enumerate(lines)]
    return "\n".join(["start\tend\ttext", *rows]) + "\n"


# By the format: the ending of its files, and one of them.
WHOLE: dict[str, tuple[str, bytes]] = {
    "txt": ("txt", "\n\n".join(LINES).encode()),
    "vtt": ("vtt", vtt(LINES).encode()),
    "srt": ("srt", cues(LINES, ",").encode()),
    "json": ("json", whisper(LINES).encode()),
    "tsv": ("tsv", _milliseconds(LINES).encode()),
    "noscribe": ("html", noscribe(LINES).encode()),
    "otr": ("otr", otr(LINES).encode()),
    "html": ("html", html(LINES).encode()),
    "md": ("md", "\n\n".join(["# Samtale", *LINES]).encode()),
    "csv": ("csv", _table(";").encode()),
    "rtf": ("rtf", rtf(LINES)),
    "docx": ("docx", word(*map(paragraph, LINES))),
    "odt": ("odt", odt(*map(p, LINES))),
    "xlsx": ("xlsx", xlsx(answers(6))),
    "pdf": ("pdf", pdf(LINES)),
}
PACKED = ("docx", "odt", "xlsx")
TEXTS = tuple(name for name in WHOLE if name not in (*PACKED, "pdf"))
_WRONG = {"docx": "txt", "odt": "docx", "xlsx": "csv", "pdf": "docx", "rtf": "docx"}
_HARMFUL = (
    "\x1b]52;c;aGVp\x07",
    "\x1b[2J",
    "\x9b31m",
    "\u202ebakvendt\u202c",
    "[/] [bold]x[/bold] [@click=app.quit]y[/]",
    "\x00\x08\x7f",
    "\ufeff\ufffe\U000e0041",
)


def broken(kind: str) -> Iterator[Case]:
    """Yield a plain file of ``kind`` broken in the ways that any file is."""
    suffix, whole = WHOLE[kind]
    name = f"samtale.{suffix}"
    text = kind in TEXTS
    yield case("whole", name, whole, "import")
    yield case("empty", name, b"", "empty")
    yield case("one byte", name, b"\xe5")
    yield case("blanks", name, b" \r\n\t" * 50)
    for number in range(3):
        yield case(f"cut {number}", name, lambda chance: whole[: chance.randrange(1, len(whole))])
    for number in range(2):
        yield case(f"flipped {number}", name, lambda chance: _flipped(whole, chance))
    yield case("a page of zeros in it", name, lambda chance: _with(whole, bytes(4096), chance))
    yield case("a page of zeros after it", name, whole + bytes(4096))
    yield case("only zeros", name, bytes(8192))
    yield case("noise", name, lambda chance: chance.randbytes(20_000))
    yield case("twice over", name, whole + whole)
    yield case("wrong ending", f"samtale.{_WRONG.get(kind, 'docx')}", whole)
    yield case("no ending", "samtale", whole)
    yield case("another's ending", "samtale.vtt" if kind != "vtt" else "samtale.pdf", whole)
    if text:
        yield from _misread(kind, name, whole.decode("utf-8"))


def _misread(kind: str, name: str, text: str) -> Iterator[Case]:
    """Yield the text in encodings it should not be in, and with what does harm on a screen."""
    for encoding in ("utf-16-le", "utf-16-be", "utf-16", "utf-32", "cp1252", "mac_roman", "cp037"):
        yield case(f"in {encoding}", name, text.encode(encoding, "replace"))
    halves = text.replace("Åse", "\ud83d").replace("å", "\udc80")
    yield case("halves of letters", name, halves.encode("utf-8", "surrogatepass"))
    yield case("halves of letters, wide", name, halves.encode("utf-16", "surrogatepass"))
    yield case("every newline", name, text.replace("\n", "\r\n\r\u2028\x85\x0b\x0c\n").encode())
    long = "bråk" * 25_000
    yield case("a long word", name, text.replace("huset", long).encode())
    yield case("a long name", name, text.replace("Åse", long).encode())
    for number, harm in enumerate(_HARMFUL):
        hurt = text.replace("Åse", f"Å{harm}se").replace("huset", f"hu{harm}set")
        yield case(f"harm {number}", name, hurt.encode("utf-8", "surrogatepass"))


def _flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _time in range(max(1, len(data) // 150)):
        changed[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(changed)


def _with(data: bytes, more: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + more + data[place:]


def cases(kind: str) -> list[Case]:
    """Return all cases of a format."""
    from hostile_documents import SPECIAL as DOCUMENTS
    from hostile_packages import SPECIAL as PACKAGES
    from hostile_texts import SPECIAL as TALKS

    special = DOCUMENTS | PACKAGES | TALKS
    return [*broken(kind), *(special[kind]() if kind in special else ())]


def made(kind: str, bad: Case, seed: int) -> bytes:
    """Return the bytes of a case: the same for the same seed."""
    return bad.make(random.Random(f"{seed}/{kind}/{bad.wrong}"))

"""Project files as other programs write them, and what is in a file."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from lxml import etree
from refi_study import CODERS

from kodeverk.interchange.parcel import Parcel
from kodeverk.interchange.refi import read_project

DATA = Path(__file__).parent / "data" / "refi-qda"
TEXT = "aaaaaaaa-0000-4000-8000-000000000001"
CODE = "cccccccc-0000-4000-8000-000000000001"
STORY = "Vi deler sal. Det går fint."
KARI, PER = (f"11111111-0000-4000-8000-00000000000{n}" for n in (1, 2))
USERS = f'<Users><User guid="{KARI}" name="kari"/><User guid="{PER}" name="per"/></Users>'
NOTE = "dddddddd-0000-4000-8000-000000000001"
CASE = "eeeeeeee-0000-4000-8000-000000000001"


def validate(data: bytes, schema: str) -> None:
    """Fail unless the XML in ``data`` is as the schema wants it."""
    rules = etree.XMLSchema(etree.parse(str(DATA / schema)))
    rules.assertValid(etree.fromstring(data))


def members(path: Path) -> dict[str, bytes]:
    """Return what is in a zip, by name and in order."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(path: Path, files: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write a zip of ``files`` to ``path`` and return it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    path.write_bytes(buffer.getvalue())
    return path


@dataclass(frozen=True)
class Program:
    """How a program writes its project files; ``newline`` stands in its texts for each LF."""

    origin: str
    bom: bool = False
    newline: str = "\n"
    pairs: int = 1  # what CR LF counts as
    units: bool = False
    inner: str = "project.qde"
    folder: str = "sources/"
    namespace: str = "urn:QDA-XML:project:1.0"
    xml_bom: bool = False
    method: int = zipfile.ZIP_DEFLATED
    maker: str = ""  # who stands as maker of every selection, whoever coded

    def place(self, text: str, offset: int) -> int:
        """Return how the program counts ``offset`` in ``text`` (LF, code points)."""
        before = text[:offset]
        wide = sum(char > "\uffff" for char in before) if self.units else 0
        return offset + wide + (before.count("\n") if self.pairs == 2 else 0)

    def project(
        self,
        path: Path,
        text: str,
        marks: Sequence[tuple[int, int]],
        *,
        named: bool = True,
        coder: str = "kari",
    ) -> Path:
        """Write a project with one text and a coding on each stretch."""
        users = {name: f"00000000-0000-4000-8000-00000000000{n}" for n, name in enumerate(CODERS)}
        selections = []
        for n, (start, end) in enumerate(marks):
            name = " ".join(text[start:end].split())
            tag = f" name={quoteattr(name)}" if named else ""
            maker = users[self.maker or coder]
            selections.append(
                f'<PlainTextSelection guid="{n:08x}-0000-4000-8000-00000000000a"{tag} '
                f'startPosition="{self.place(text, start)}" endPosition="{self.place(text, end)}" '
                f'creatingUser="{maker}"><Coding guid="{n:08x}-0000-4000-8000-00000000000b" '
                f'creatingUser="{users[coder]}"><CodeRef targetGUID="{CODE}"/></Coding>'
                "</PlainTextSelection>"
            )
        people = "".join(f'<User guid="{guid}" name="{name}"/>' for name, guid in users.items())
        body = (
            f"<Users>{people}</Users><CodeBook><Codes>{code('Ensomhet', CODE)}</Codes></CodeBook>"
            f'<Sources><TextSource guid="{TEXT}" name="Intervju" '
            f'plainTextPath="internal://{TEXT}.txt">{"".join(selections)}</TextSource></Sources>'
        )
        stored = ("\ufeff" if self.bom else "") + text.replace("\n", self.newline)
        files = {
            self.inner: self.xml(body),
            f"{self.folder}{TEXT.upper()}.txt": stored.encode(),
            f"{self.folder}.root": b"",
        }
        return pack(path, files, self.method)

    def xml(self, body: str) -> bytes:
        """Return ``body`` as a project file."""
        whole = (
            f'<Project xmlns="{self.namespace}" name="P" origin="{self.origin}">{body}</Project>'
        )
        head = '<?xml version="1.0" encoding="utf-8"?>'
        return (("\ufeff" if self.xml_bom else "") + head + whole).encode()


def code(name: str, guid: str = CODE, inside: str = "", more: str = "") -> str:
    """Return a ``Code``."""
    return f'<Code guid="{guid}" name={quoteattr(name)} isCodable="true" {more}>{inside}</Code>'


def text_source(text: str, inside: str = "", more: str = "", guid: str = TEXT) -> str:
    """Return a ``TextSource`` with its text within."""
    return (
        f'<TextSource guid="{guid}" name="Intervju" {more}>'
        f"<PlainTextContent>{escape(text)}</PlainTextContent>{inside}</TextSource>"
    )


def selection(start: int, end: int, inside: str = "", more: str = "", n: int = 1) -> str:
    """Return a ``PlainTextSelection``."""
    return (
        f'<PlainTextSelection guid="{n:08x}-0000-4000-8000-0000000000aa" startPosition="{start}" '
        f'endPosition="{end}" {more}>{inside}</PlainTextSelection>'
    )


def coding(inside: str = "", more: str = "", target: str = CODE, n: int = 1) -> str:
    """Return a ``Coding``."""
    return (
        f'<Coding guid="{n:08x}-0000-4000-8000-0000000000bb" {more}>'
        f'<CodeRef targetGUID="{target}"/>{inside}</Coding>'
    )


def project(
    path: Path, body: str, origin: str = "Et program", files: Mapping[str, bytes] = {}
) -> Path:
    """Write a project file with ``body`` within ``Project``, one code, and more members."""
    if "<CodeBook" not in body:
        body = f"<CodeBook><Codes>{code('Ensomhet')}</Codes></CodeBook>{body}"
    return pack(path, {"project.qde": Program(origin).xml(body), **files})


def sources(*inside: str, more: str = "") -> str:
    """Return ``Sources`` with one text, ``STORY``."""
    return f"<Sources>{text_source(STORY, ''.join(inside), more)}</Sources>"


def note(text: str, more: str = "", inside: str = "", guid: str = NOTE) -> str:
    """Return a ``Note`` of per."""
    content = f"<PlainTextContent>{text}</PlainTextContent>{inside}"
    return f'<Note guid="{guid}" creatingUser="{PER}" {more}>{content}</Note>'


def alone(path: Path) -> Parcel:
    """Read a project of ours without what only Kodeverk reads."""
    files = members(path)
    del files["kodeverk.json"]
    return read_project(pack(path, files))


def lost(parcel: Parcel) -> dict[str, int]:
    """Return how much is left of what, by its code."""
    return {item.code: item.count for item in parcel.left}


def book(*codes: str, origin: str = "X") -> str:
    """Return a ``CodeBook``."""
    return f'<CodeBook origin="{origin}"><Codes>{"".join(codes)}</Codes></CodeBook>'


def paths(parcel: Parcel) -> list[str]:
    """Return the codes by their place in the tree."""
    return [parcel.codebook.path(code.id) for code in parcel.codebook.codes]

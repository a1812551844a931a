"""The parts of an Excel file that its sheets need: what is where, shared texts, styles of dates.

No I/O.
"""

import re
from collections.abc import Callable
from xml.parsers import expat

from kodeverk.corpus.importers import gate
from kodeverk.corpus.importers.package import Package

_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_QUIET = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # what in a number's form is no part of a date
_STRINGS = 1_000_000


def main_part(package: Package) -> str:
    """Return the name of the main part; raises ImportRefused."""
    if "_rels/.rels" in package:
        for relation in package.tree("_rels/.rels"):
            target = (relation.get("Target") or "").lstrip("/").lower()
            if (relation.get("Type") or "").endswith("/officeDocument") and target in package:
                return target
    if "xl/workbook.xml" not in package:
        raise gate.corrupt()
    return "xl/workbook.xml"


def relations(package: Package, main: str) -> dict[str, str]:
    """Return the parts that the main part points to, by the ids it has for them."""
    folder, _slash, name = main.rpartition("/")
    part = f"{folder}/_rels/{name}.rels"
    found: dict[str, str] = {}
    for relation in package.tree(part) if part in package else ():
        target = (relation.get("Target") or "").lower()
        path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        found[relation.get("Id") or ""] = path.replace("/./", "/")
    return found


def shared_strings(package: Package, part: str) -> list[str]:
    """Return the texts that cells share; runs of different looks are one, phonetic aids none."""
    found: list[str] = []
    parts: list[str] = []
    within = phonetic = False

    def begin(tag: str, _given: dict[str, str]) -> None:
        nonlocal within, phonetic
        if tag == "si":
            parts.clear()
        elif tag == "rPh":
            phonetic = True
        within = tag == "t" and not phonetic

    def end(tag: str) -> None:
        nonlocal within, phonetic
        within = False
        if tag == "rPh":
            phonetic = False
        elif tag == "si":
            found.append("".join(parts))
            if len(found) > _STRINGS:
                raise gate.too_complex()

    def text(data: str) -> None:
        if within:
            parts.append(data)

    if part in package:
        parse(package.read(part), begin, end, text)
    return found


def date_styles(package: Package, part: str) -> list[bool]:
    """Return for each style of a cell whether it shows a number as a date or an hour."""
    own: dict[str, bool] = {}
    styles: list[bool] = []
    within = False

    def begin(tag: str, given: dict[str, str]) -> None:
        nonlocal within
        if tag == "numFmt":
            form = _QUIET.sub("", given.get("formatCode", "")).lower()
            own[given.get("numFmtId", "")] = any(letter in form for letter in "dmyhs")
        elif tag == "cellXfs":
            within = True
        elif tag == "xf" and within:
            number = given.get("numFmtId", "")
            usual = number.isdecimal() and int(number) in _DATES
            styles.append(own.get(number, usual))

    def end(tag: str) -> None:
        nonlocal within
        within = within and tag != "cellXfs"

    if part in package:
        parse(package.read(part), begin, end)
    return styles


def parse(
    data: bytes,
    begin: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Hand the events of a part on, names without their prefix; raises ImportRefused."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, given: begin(local(tag), given)
    if end is not None:
        parser.EndElementHandler = lambda tag: end(local(tag))
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise gate.corrupt() from error


def local(name: str) -> str:
    """Return a name without its prefix."""
    return name.rpartition(":")[2]

"""Codes as YAML text: how a value, a code and a whole codebook are written."""

import json
import re
from collections.abc import Iterable
from typing import NamedTuple

from kodeverk.codebook.check import FIELDS, LISTS
from kodeverk.model import Code, Codebook

# Plain only where no YAML reader, old or new, could take it for something other than text.
_PLAIN = re.compile(r"[A-Za-zÆØÅæøå«](?:[^:#\t\n]|:(?=\S)|(?<=\S)#)*")
_FLOW = re.compile(r"[][{},]")
_WORDS = re.compile(r"(?i)true|false|yes|no|on|off|y|n|null|nan|inf")


class Written(NamedTuple):
    """A field as text: what stands on the key's own line, and the lines below it."""

    head: str
    below: str = ""


def quoted(text: str, flow: bool = False) -> str:
    """Return one line of ``text`` as a YAML scalar, in quotes where it needs them.

    ``flow`` is for a scalar within brackets.
    """
    plain = _PLAIN.fullmatch(text) and not _WORDS.fullmatch(text) and text == text.strip()
    if plain and not (flow and _FLOW.search(text)):
        return text
    # In double quotes YAML takes what JSON takes.
    return json.dumps(text, ensure_ascii=False)


def scalar(key: str, text: str, column: int) -> Written:
    """Return ``key: text``; several lines become a literal block."""
    if "\n" not in text:
        return Written(f"{key}: {quoted(text)}")
    pad = " " * (column + 2)
    return Written(f"{key}: |-", "".join(f"{pad}{x}\n" if x else "\n" for x in text.split("\n")))


def written(code: Code, name: str, column: int, codable: bool) -> Written | None:
    """Return the field ``name`` of ``code``; None if it is empty or as it would be unsaid.

    ``column`` is where the keys stand; ``codable`` is what the code would be unsaid.
    """
    if name == "codable":
        return None if code.codable is codable else Written(f"codable: {str(code.codable).lower()}")
    value = getattr(code, name)
    if not value:
        return None
    if name == "examples":
        pad = " " * (column + 2)
        return Written("examples:", "".join(f"{pad}- {quoted(text)}\n" for text in value))
    if name in LISTS:
        return Written(f"{name}: [{', '.join(quoted(text, True) for text in value)}]")
    return scalar(name, value, column)


def item(code: Code, dash: int, codable: bool) -> str:
    """Return ``code`` as an item of a list whose dashes stand in column ``dash``."""
    lines = []
    for name in NAMES:
        if field := written(code, name, dash + 2, codable):
            lines.append(f"{' ' * (dash + 2)}{field.head}\n{field.below}")
    text = "".join(lines)
    return f"{' ' * dash}- {text[dash + 2 :]}"


NAMES = ("id", *FIELDS)


def items(book: Codebook, codes: Iterable[Code], dash: int, codable: bool) -> str:
    """Return ``codes`` and what is below them as a list."""
    parts = []
    for code in codes:
        parts.append(item(code, dash, codable))
        if below := book.children(code.id):
            parts.append(f"{' ' * (dash + 2)}codes:\n{items(book, below, dash + 4, True)}")
    return "".join(parts)


def render(book: Codebook) -> str:
    """Return a whole codebook as YAML."""
    parts = []
    for key in ("title", "version", "language"):
        if text := getattr(book, key):
            parts.append(f"{key}: {quoted(text)}\n")
    if book.rules:
        parts.append("rules:\n")
    for rule in book.rules:
        text = scalar("text", rule.text, 4)
        parts.append(f"  - id: {quoted(rule.id)}\n    {text.head}\n{text.below}")
    parts.append("codes:\n" + items(book, book.children(None), 2, True))
    return "".join(parts)

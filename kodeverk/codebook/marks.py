"""What tells codes apart on the screen: keys, colours and letters."""

import re
import unicodedata
from collections.abc import Iterator

from kodeverk.model import Codebook

# Every one has a contrast of at least 3:1 against #121212 and against #e0e0e0 (WCAG 2.2, 1.4.11),
# and no two are closer than 0.12 in OKLab: a test computes both. The first ones differ most.
PALETTE = (
    "#0054fc",
    "#f00018",
    "#009000",
    "#d800e4",
    "#9c6c84",
    "#8418fc",
    "#9c7800",
    "#f00090",
    "#a83090",
    "#486c3c",
    "#5460b4",
    "#9c60d8",
    "#a84824",
    "#488490",
)

_KEYS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅæøå")
_HEX = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
_SIGNS = "abcdefghijklmnopqrstuvwxyzæøå0123456789"


def valid_key(key: str) -> bool:
    """Tell whether ``key`` may apply a code: a digit, a capital letter, or one of æ, ø and å.

    The small letters a to z are the program's own commands.
    """
    return key in _KEYS


def parse_color(text: str) -> str | None:
    """Return ``text`` as ``#rrggbb``, or None if it is no colour (``#rgb``, with or without #)."""
    match = _HEX.fullmatch(text.strip())
    if not match:
        return None
    digits = match[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(d * 2 for d in digits))


def fresh_color(book: Codebook) -> str:
    """Return the next colour of the palette that no code has, else the one used least."""
    used = [code.color for code in book.codes]
    return min(PALETTE, key=used.count)


def letters(book: Codebook) -> dict[str, str]:
    """Return a mark of one or two letters for every code id, distinct throughout.

    A code's key is its mark; others get initials from their name, as ``FA`` for “Felles
    arrangement” and ``Ko`` for “Kompetansedeling”. Marks differ also when case is ignored, for as
    long as there are pairs of letters left.
    """
    marks = {code.id: code.key for code in book.codes if code.key}
    taken = {mark.casefold() for mark in marks.values()}
    exact = set(marks.values())
    for code in book.codes:
        if code.id in marks:
            continue
        mark = next((m for m in _candidates(code.name or code.id) if m.casefold() not in taken), "")
        if not mark:
            mark = next((m for m in _spare() if m not in exact), "··")
        marks[code.id] = mark
        taken.add(mark.casefold())
        exact.add(mark)
    return marks


def _candidates(name: str) -> Iterator[str]:
    parts = [word for word in (_plain(part) for part in re.split(r"[\s/–-]+", name)) if word]
    initials = [part[0].upper() for part in parts if len(part) > 2 or part == parts[0]]
    if len(initials) > 1:
        yield "".join(initials[:2])
    whole = "".join(parts)
    if whole:
        for letter in whole[1:]:
            yield whole[0].upper() + letter.lower()
        for letter in _SIGNS:
            yield whole[0].upper() + letter
    for first in _SIGNS:
        for second in _SIGNS:
            yield first.upper() + second


def _spare() -> Iterator[str]:
    signs = _SIGNS + _SIGNS[:29].upper()
    return (first + second for first in signs for second in signs)


def _plain(word: str) -> str:
    """Return the letters and digits of ``word`` that take one cell each."""
    word = unicodedata.normalize("NFC", word)
    return "".join(
        sign
        for sign in word
        if sign.isalnum() and ord(sign) < 0x250 and len(sign.upper()) == len(sign.lower()) == 1
    )

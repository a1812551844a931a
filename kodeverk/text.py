"""Hygiene of text: cleaning, canonical form, letter clusters and words. No I/O."""

import re
import unicodedata

# What a terminal could obey, or a file format refuse. Order matters: whole escape strings first.
# None goes past its line: a stray control may not swallow what people said after it.
_STRINGS = re.compile(
    r"(?:\x1b[PX^_\]]|[\x90\x98\x9d-\x9f])[^\n\x07\x1b\x90\x98\x9c-\x9f]*(?:\x07|\x1b\\|\x9c)"
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI
    r"|\x1b[ -/]*[0-Z\\-~]"  # other escapes
)
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_EXTENDING = re.compile(r"[\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_FOREIGN = re.compile(  # what ``canonical`` takes out
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufeff\ufffe\uffff]"
)
_WORD = re.compile(r"[\w][\w'’.-]*[\w]|[\w]", re.UNICODE)


_PILE = re.compile(r"[^\w\s\x00-\x7f]{31,}")  # only in these can there be so many marks
_MOST_MARKS = 30


def nfc(text: str) -> str:
    """Return ``text`` in NFC, in time that grows as the text does.

    Marks piled up by the thousand on one letter take Python the square of that, so a joiner that is
    not seen (U+034F) parts every thirty, as Unicode's stream-safe format has it. No mark is lost.
    """
    if unicodedata.is_normalized("NFC", text):  # told at once of nearly every text
        return text
    return unicodedata.normalize("NFC", _PILE.sub(_parted, text))


def _parted(pile: re.Match[str]) -> str:
    parts: list[str] = []
    marks = 0
    for char in pile[0]:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks > _MOST_MARKS:
            parts.append("\u034f")
            marks = 1
        parts.append(char)
    return "".join(parts)


def clean(text: str) -> str:
    """Return ``text`` without anything a terminal would obey; newline and tab stay.

    Escape strings go whole, then C0 and C1 controls, DEL, non-characters and lone surrogates.
    Bidirectional controls are shown as ``⟨U+202E⟩`` so that they can be seen and do nothing.
    """
    if text.isprintable():  # nothing that is taken out or shown otherwise is
        return text
    text = _STRINGS.sub("", text)
    text = _CONTROLS.sub("", text)
    return _BIDI.sub(lambda m: f"⟨U+{ord(m[0]):04X}⟩", text)


def clean_line(text: str) -> str:
    """Return ``text`` cleaned, in NFC and on one line: every run of white space is one blank."""
    return nfc(" ".join(clean(_BREAKS.sub("\n", text)).split()))


def canonical(text: str) -> str:
    """Return ``text`` as a transcript body stores it: NFC, LF, no BOM, no controls.

    Bidirectional controls are dropped: they have no place in Norwegian speech, and an offset
    must mean the same in every editor.
    """
    text = _BREAKS.sub("\n", text.removeprefix("\ufeff"))
    text = _BIDI.sub("", text)
    return nfc(clean(text).replace("\ufeff", ""))


def is_canonical(text: str) -> bool:
    """Tell whether ``canonical`` would leave ``text`` as it is."""
    return unicodedata.is_normalized("NFC", text) and not _FOREIGN.search(text)


def has_controls(text: str) -> bool:
    """Tell whether ``clean`` would remove something other than bidirectional controls."""
    return bool(_STRINGS.search(text) or _CONTROLS.search(_BREAKS.sub("\n", text)))


def has_bidi(text: str) -> bool:
    """Tell whether ``text`` holds bidirectional controls."""
    return bool(_BIDI.search(text))


def is_boundary(text: str, offset: int) -> bool:
    """Tell whether ``offset`` (code points) stands between two letter clusters of ``text``.

    A cluster is a base with its combining marks, joined emoji, or a pair of regional indicators.
    """
    if offset <= 0 or offset >= len(text):
        return True
    here, before = text[offset], text[offset - 1]
    if here.isspace():
        return True
    if here < "\u0300":
        return before != "\u200d"
    if unicodedata.category(here) in ("Mn", "Me", "Mc") or _EXTENDING.match(here):
        return before == "\n"
    if before == "\u200d":
        return False
    if "\U0001f1e6" <= here <= "\U0001f1ff":
        run = 0
        while offset - run > 0 and "\U0001f1e6" <= text[offset - run - 1] <= "\U0001f1ff":
            run += 1
        return run % 2 == 0
    return True


def snap(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span widened so that it splits no letter cluster of ``text``."""
    start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
    while not is_boundary(text, start):
        start -= 1
    while not is_boundary(text, end):
        end += 1
    return start, end


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without white space at either edge (empty if nothing is left).

    White space that carries a combining mark is a letter cluster, and stays.
    """
    while start < end and text[start].isspace() and is_boundary(text, start + 1):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def words(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the words of ``text[start:end]`` as offset pairs into ``text``."""
    stop = len(text) if end is None else end
    return [m.span() for m in _WORD.finditer(text, start, stop)]


def fold(text: str) -> str:
    """Return ``text`` for searching without regard to case (same length for Norwegian letters)."""
    return text.casefold()

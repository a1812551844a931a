"""Where sentences end: rules in plain Python for Bokmål, Nynorsk, Danish and English."""

import re
from itertools import islice

from kodeverk.language import abbreviations as known
from kodeverk.model import Span, Transcript
from kodeverk.text import trim

_OPENERS = r"[«“„\"‘'‹(\[]*"
# A transcriber's aside such as «(ler)» or «[pause]» after a full stop belongs to what was said.
_ASIDES = r"(?:[^\S\n]+[(\[][a-zæøå][^()\[\]\n]{0,40}[)\]])*"
# A mark with what closes after it, and ahead of it: white space (with a transcriber's pauses),
# a dash, the next word and whether a bracket makes it an item in a list («b) …»).
_END = re.compile(
    r"([.!?…]+)((?:[»”\"\'’›)\]]|[^\S\n]»(?=\s))*)" + _ASIDES + r"(?=(\s+)(?:#+\s+)*"
    rf"{_OPENERS}(?:[-–—]\s?)?{_OPENERS}([^\W_]*)(\)?))|\n"
)
_INNER = re.compile(r"[.?!] +([^\W\d_])")
_FIRST = re.compile(r"^[^\w\n]*([^\W_])", re.MULTILINE)
_DOTTED = re.compile(r"[^\W\d]{1,4}(?:\.[^\W\d]{1,4})+\Z")
_DAY = re.compile(r"\d{1,3}\Z")
_ROMAN = re.compile(r"[IVX]{1,5}\Z")
_LETTER = re.compile(r"[b-df-hj-np-tv-xz]\Z")  # «f. 1960», but not the words i, å, ø
_NOTE = re.compile(r"\[[^\[\]\n]+\][^\S\n]*(?=\n|\Z)")
_NEXT_NUMBER = re.compile(r"\s+\d")

_WIDEST = 24  # letters looked back for what a full stop stands after
_ENOUGH = 400  # marks that show whether a text has capitals
_FEWEST = 4  # marks below which the first letters of lines count as well


def sentences(text: str, language: str = "nb") -> list[Span]:
    """Return the sentences of ``text`` in order, trimmed, covering everything but white space.

    A newline always ends a sentence. A text without capitals (many transcripts) is found out, and
    then lower case may begin one. One set of rules serves all four languages; ``language`` only
    tells that a capital ``I`` is no beginning in English.
    """
    return _split(text, 0, len(text), _has_capitals(text), language == "en")


def transcript_sentences(transcript: Transcript, *, notes: bool = True) -> tuple[Span, ...]:
    """Return the sentences of what is said in ``transcript``, as offsets in its body.

    A turn is a hard boundary and its head (time and name) is no part of a sentence. Without
    ``notes``, no paragraph that stands whole in square brackets: those are a transcriber's word, or
    the question above an answer, and nothing said.
    """
    body, english = transcript.body, transcript.language == "en"
    said = [(turn.text.start, turn.text.end) for turn in transcript.turns]
    capitals = _has_capitals("\n".join(body[start:end] for start, end in said))
    if not notes:
        said = [part for start, end in said for part in _between_notes(body, start, end)]
    return tuple(
        span for start, end in said for span in _split(body, start, end, capitals, english)
    )


def _between_notes(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the parts of a turn between the paragraphs that stand whole in square brackets."""
    parts, here = [], start
    for match in _NOTE.finditer(text, start, end):
        if match.start() == start or text[match.start() - 1] == "\n":
            parts.append((here, match.start()))
            here = match.end()
    return [*parts, (here, end)]


def _split(text: str, start: int, end: int, capitals: bool, english: bool) -> list[Span]:
    spans: list[Span] = []
    here = start
    for match in _END.finditer(text, start, end):
        if match[1] and not _ends(text, match, here, capitals, english):
            continue
        first, last = trim(text, here, match.end())
        if last > first:
            spans.append(Span(first, last))
        here = match.end()
    first, last = trim(text, here, end)
    if last > first:
        spans.append(Span(first, last))
    return spans


def _ends(text: str, match: re.Match[str], here: int, capitals: bool, english: bool) -> bool:
    """Tell whether the mark in ``match`` ends the sentence that began at ``here``."""
    mark, closers, space, after, bracket = match.groups()
    if "\n" in space or (bracket and len(after) == 1):
        return True
    lower = after[:1].islower()
    if mark[-1] == "…" or mark.endswith(".."):
        return not (lower or (english and after == "I"))
    if lower:
        if capitals:
            return False
        if closers and (after in known.SAYS or after in known.CONJUNCTIONS):
            return False
    return mark != "." or bool(closers) or _full_stop_ends(text, match, here, after, capitals)


def _full_stop_ends(text: str, match: re.Match[str], here: int, after: str, capitals: bool) -> bool:
    """Tell a full stop from the dot of an abbreviation, an ordinal or an initial."""
    dot = match.start()
    token = _token(text, here, dot)
    if not token:
        return True
    word, follows, start = token.casefold(), after.casefold(), dot - len(token)
    if token[0].isdigit():
        if follows in known.MONTHS or (not capitals and _counted(text, match, follows)):
            return False
        return not _DAY.match(token) or _number_ends(text, start, here, after)
    if _ROMAN.match(token) and _is_first(text, here, start):
        return False
    if token.isupper() and (len(token) == 1 or _DOTTED.match(token)):
        before = text[max(here, start - _WIDEST) : start].split()[-1:]
        return bool(before) and (follows in known.STARTERS or before[0] in known.LABELLED)
    if word in known.CLOSING and token not in known.TITLES:
        if word == "mm" and not capitals:  # the sound, unless it measures something
            return not _token(text, here, max(here, start - 1))[-1:].isdigit()
        return (not after or after[0].isupper()) if capitals else follows in known.FIRST
    if after[:1].isdigit() and (word in known.NUMBERED or _LETTER.match(token)):
        return False
    return not (word in known.OPEN or token in known.TITLES or _DOTTED.match(token))


def _token(text: str, here: int, dot: int) -> str:
    """Return what stands up to ``dot`` without white space or anything that opens before it."""
    if dot == here or text[dot - 1].isspace():
        return ""
    return text[max(here, dot - _WIDEST) : dot].rsplit(None, 1)[-1].lstrip("«»“”„\"'‘‹([")


def _is_first(text: str, here: int, start: int) -> bool:
    """Tell whether what begins at ``start`` is the first word of the sentence from ``here``."""
    return start - here < _WIDEST and not text[here:start].strip()


def _number_ends(text: str, start: int, here: int, after: str) -> bool:
    """Tell a number that ends a sentence from one that begins an item or goes on."""
    return not (_is_first(text, here, start) or after[:1].isdigit())


def _counted(text: str, match: re.Match[str], follows: str) -> bool:
    """Tell whether the word after a number with a dot makes it an ordinal (``3. klasse``)."""
    if follows in known.JOINS:
        return bool(_NEXT_NUMBER.match(text, match.end(4)))
    return follows in known.COUNTED


def _has_capitals(text: str) -> bool:
    """Tell whether sentences in ``text`` begin with capitals."""
    upper = lower = 0
    for match in islice(_INNER.finditer(text), _ENOUGH):
        if match[1].isupper():
            upper += 1
        elif match[1].islower():
            word = _token(text, 0, match.start()).casefold()
            short = word in known.OPEN or word in known.CLOSING or "." in word
            lower += not (short or word[:1].isdigit())
    if upper + lower < _FEWEST:
        for match in islice(_FIRST.finditer(text), _ENOUGH):
            upper, lower = upper + match[1].isupper(), lower + match[1].islower()
    return upper >= lower

"""Search in what is said: words, phrases and beginnings of words, without regard to case.

A query is whole words; ``*`` stands for any letters (``kom*``, ``*plan``); several words are a
phrase. The scan runs over case-folded text; offsets are those of the text as it stands.
"""

import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from kodeverk.analysis import scanning
from kodeverk.errors import UsageError
from kodeverk.i18n import _
from kodeverk.model import Span, Transcript
from kodeverk.text import canonical

_CONTEXT = 60


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where the query was found. ``before`` and ``after`` are of the same turn."""

    transcript: str
    span: Span
    text: str
    before: str
    after: str
    speaker: str | None = None
    time: float | None = None


def search(
    transcripts: Iterable[Transcript],
    query: str,
    *,
    regex: bool = False,
    case: bool = False,
    limit: int | None = None,
) -> tuple[Hit, ...]:
    """Return where ``query`` is said, in order; at most ``limit`` hits.

    Raises UsageError for a regular expression that is none, or takes too long.
    """
    return tuple(islice(Index(transcripts).find(query, regex=regex, case=case), limit))


class Index:
    """Transcripts with their folded texts, for one search after another (as one types)."""

    def __init__(self, transcripts: Iterable[Transcript]) -> None:
        self._transcripts = tuple(transcripts)
        self._folded: dict[str, _Folded] = {}

    def find(self, query: str, *, regex: bool = False, case: bool = False) -> Iterator[Hit]:
        """Yield the hits in the order of transcripts and text.

        Raises UsageError for a regular expression that is none, or takes too long.
        """
        if regex:
            found = scanning.scan(_compiled(query, case), [t.body for t in self._transcripts])
            return self._hits(map(iter, found))
        words = canonical(query).split()
        if not any(word.strip("*") for word in words):
            return iter(())
        if case:
            return self._hits(_word_spans(t.body, words) for t in self._transcripts)
        folded = [word.casefold() for word in words]
        return self._hits(self._fold(t).spans(folded) for t in self._transcripts)

    def _fold(self, transcript: Transcript) -> "_Folded":
        found = self._folded.get(transcript.digest)
        if found is None:
            found = self._folded[transcript.digest] = _Folded(transcript.body)
        return found

    def _hits(self, found: Iterable[Iterator[tuple[int, int]]]) -> Iterator[Hit]:
        for transcript, spans in zip(self._transcripts, found, strict=True):
            for start, end in spans:
                hit = _hit(transcript, start, end)
                if hit:
                    yield hit


class _Folded:
    """A case-folded text and, where folding made it longer, the offset each letter came from."""

    def __init__(self, text: str) -> None:
        self.text = text.casefold()
        self._origin: list[int] | None = None
        if len(self.text) != len(text):
            self._origin = [i for i, letter in enumerate(text) for _x in letter.casefold()]

    def spans(self, words: list[str]) -> Iterator[tuple[int, int]]:
        """Yield the offsets, in the text as it stands, where the folded ``words`` are."""
        origin = self._origin
        for start, end in _word_spans(self.text, words):
            yield (start, end) if origin is None else (origin[start], origin[end - 1] + 1)


def _compiled(query: str, case: bool) -> re.Pattern[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return re.compile(canonical(query), re.MULTILINE | (0 if case else re.IGNORECASE))
    except (re.error, FutureWarning, DeprecationWarning, OverflowError, RecursionError) as error:
        raise UsageError(
            _("This is not a regular expression: {reason}.").format(reason=str(error)),
            _("Search for words instead, or put a backslash before signs such as ( and [."),
        ) from error


def _regex_spans(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    return (match.span() for match in pattern.finditer(text) if match.end() > match.start())


def _word_spans(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    """Yield where ``words`` stand one after the other, each whole but for its ``*``."""
    pattern = re.compile(r"\s+".join(map(_word_pattern, words)) + _edge(words[-1][-1]))
    literal = words[0].split("*")[0]
    if not literal:  # begins with *: no letters to leap to, so each word is tried once
        whole = re.compile(r"(?<!\w)" + pattern.pattern)
        yield from _regex_spans(text, whole)
        return
    worded = _lettered(literal[0])
    here = text.find(literal)
    while here >= 0:
        inside = worded and here > 0 and _lettered(text[here - 1])
        match = None if inside else pattern.match(text, here)
        if match:
            yield match.span()
        here = text.find(literal, match.end() if match else here + 1)


def _word_pattern(word: str) -> str:
    return r"\w*".join(map(re.escape, re.split(r"\*+", word)))


def _lettered(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _edge(letter: str) -> str:
    """Return the pattern of a word's end; a query that ends in a sign such as ``)`` needs none."""
    return r"(?!\w)" if _lettered(letter) or letter == "*" else ""


def _hit(transcript: Transcript, start: int, end: int) -> Hit | None:
    """Return the hit, or None where it is not within what somebody says."""
    turn = transcript.turn_at(start)
    bounds = turn.text if turn else Span(0, len(transcript.body))
    if start < bounds.start or end > bounds.end:
        return None
    body = transcript.body
    before = body[max(bounds.start, start - _CONTEXT) : start]
    after = body[end : min(bounds.end, end + _CONTEXT)]
    if start - _CONTEXT > bounds.start and " " in before:
        before = before.split(" ", 1)[1]
    if end + _CONTEXT < bounds.end and " " in after:
        after = after.rsplit(" ", 1)[0]
    return Hit(
        transcript=transcript.id,
        span=Span(start, end),
        text=body[start:end],
        before=before,
        after=after,
        speaker=turn.speaker if turn else None,
        time=turn.time if turn else None,
    )

"""Builds the queue of the review room: what waits for an answer, what is alike, how much is left.

A segment is a sentence an informant says. It waits for an answer about a code until some coding or
rejection of that code overlaps it, and it is not put before a coder while it is held back for the
blind sample.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from kodeverk.model import Answer, Coding, Rejection, Span, Transcript
from kodeverk.suggest import Engine, Material, Weighed, never, remaining
from kodeverk.suggest.alike import Likeness, plain
from kodeverk.suggest.asking import Item, Order, Progress, Queue, Review

UNSURE = 0.1  # below it, an answer is near certain to be no, and teaches little
FAINT = 0.02  # how far down a queue of chosen codes goes: the bar is for what is shown unasked
MOST_PER_SENTENCE = 3
BARREN = 20  # answers in a row without anything new before it can be enough
HARDLY = 0.05  # of what is found

HeldBack = Callable[[str, Span], bool]
_Mask = npt.NDArray[np.bool_]
_Decision = tuple[Span, str, bool]  # where, which code, whether it was a yes


@dataclass(frozen=True)
class _Text:
    """A transcript's sentences with what is known of each, a column for each code."""

    transcript: Transcript
    spans: tuple[Span, ...]
    codes: tuple[str, ...]
    scores: npt.NDArray[np.floating]
    coded: _Mask
    open: _Mask  # neither coded nor rejected
    read: _Mask  # by sentence
    held_back: HeldBack

    def held(self, row: int) -> bool:
        """Tell whether the sentence is in the blind sample."""
        return self.held_back(self.transcript.id, self.spans[row])

    def item(self, row: int, column: int) -> Item:
        """Return the sentence and the code as an item."""
        score = round(float(self.scores[row, column]), 4)
        return Item(self.transcript.id, self.spans[row], self.codes[column], score)

    def at(self, span: Span, code: str) -> Item | None:
        """Return the sentence ``span`` with ``code``, if that waits for an answer."""
        row = bisect_left(self.spans, span)
        column = self.codes.index(code)
        if not self.open[row, column] or self.held(row):
            return None
        return self.item(row, column)


class Reviewer:
    """Builds queues. Keep it: what it knows of the texts is counted once."""

    def __init__(self) -> None:
        self._likeness = Likeness()

    def queue(
        self,
        engine: Engine,
        material: Material,
        question: Review,
        held_back: HeldBack,
        *,
        cancelled: Callable[[], bool] = never,
    ) -> Queue | None:
        """Return the queue that ``question`` wants; None once ``cancelled`` says yes."""
        decided = _decided(material)
        texts = []
        for transcript in material.transcripts:
            if cancelled():
                return None
            if not question.transcripts or transcript.id in question.transcripts:
                weighed = engine.weigh(transcript)
                if weighed.spans and weighed.codes:
                    about = decided.get(transcript.id, ())
                    read = material.read.get(transcript.id, ())
                    texts.append(_look(transcript, weighed, about, read, held_back))
        self._likeness.learn((text.transcript, text.spans) for text in texts)
        codes = texts[0].codes if texts else ()
        wanted = _wanted(material, question, codes)
        bars = _bars(engine, codes)
        masks = [_asked(text, question, wanted, bars) for text in texts]
        places = _ordered(texts, masks, question.order)
        skipped = {(name, span, code) for name, span, code in question.skipped}
        items: list[Item] = []
        total = passed = 0
        for n, row, column in places:
            text = texts[n]
            place = (text.transcript.id, text.spans[row], codes[column])
            if place in skipped:
                passed += 1
                continue
            total += 1
            if len(items) < question.most:
                items.append(text.item(row, column))
        if cancelled():
            return None
        grouped, groups = self._grouped(items, texts)
        return Queue(
            engine=engine.name,
            items=grouped,
            total=total,
            skipped=passed,
            groups=groups,
            progress=_progress(texts, masks, material, wanted),
        )

    def _grouped(
        self, items: Sequence[Item], texts: Sequence[_Text]
    ) -> tuple[tuple[Item, ...], tuple[tuple[Item, ...], ...]]:
        """Return ``items`` with those alike behind the first of them, and the groups."""
        by_id = {text.transcript.id: text for text in texts}
        said = [plain(by_id[item.transcript].transcript.text(item.span)) for item in items]
        likes = self._likeness.of(text for text in said if text)
        in_queue = {item.place: n for n, item in enumerate(items)}
        taken: set[int] = set()
        order: list[Item] = []
        groups: list[tuple[Item, ...]] = []
        for n, item in enumerate(items):
            if n in taken:
                continue
            near = [item]
            for name, span in likes.get(said[n], ()):
                other = by_id[name].at(span, item.code)
                if other is not None and other.place != item.place:
                    near.append(other)
            number = len(groups) if len(near) > 1 else -1
            if number >= 0:
                groups.append(tuple(near))
            ahead = sorted({in_queue.get(other.place, -1) for other in near} - taken - {-1, n})
            taken.update(ahead)
            order += [replace(items[m], alike=number) for m in (n, *ahead)]
        return tuple(order), tuple(groups)


def _decided(material: Material) -> dict[str, list[_Decision]]:
    """Return per transcript what is coded, and what was answered with no, by any coder."""
    book = material.codebook
    digests = {transcript.id: transcript.digest for transcript in material.transcripts}
    decided: dict[str, list[_Decision]] = defaultdict(list)
    both: tuple[Coding | Rejection, ...] = (*material.codings, *material.rejections)
    for each in both:
        if digests.get(each.transcript) == each.digest:
            yes = isinstance(each, Coding)
            decided[each.transcript].append((each.span, book.resolve(each.code), yes))
    for outcome in material.outcomes:
        if outcome.instead:  # another code was set: that was a no to this one
            decided[outcome.transcript].append((outcome.span, outcome.code, False))
    return decided


def _look(
    transcript: Transcript,
    weighed: Weighed,
    decided: Sequence[_Decision],
    read: Sequence[Span],
    held_back: HeldBack,
) -> _Text:
    columns = {code: n for n, code in enumerate(weighed.codes)}
    coded = np.zeros(weighed.scores.shape, dtype=bool)
    rejected = np.zeros(weighed.scores.shape, dtype=bool)
    seen = np.zeros(len(weighed.spans), dtype=bool)
    touched = _touched(weighed.spans, [span for span, _code, _yes in decided])
    for (_span, code, yes), rows in zip(decided, touched, strict=True):
        if code in columns:
            (coded if yes else rejected)[rows, columns[code]] = True
    for rows in _touched(weighed.spans, read):
        seen[rows] = True
    open_ = ~coded & ~rejected
    return _Text(
        transcript, weighed.spans, weighed.codes, weighed.scores, coded, open_, seen, held_back
    )


def _touched(spans: Sequence[Span], others: Sequence[Span]) -> list[slice]:
    """Return for each of ``others`` which of ``spans``, in order and apart, it overlaps."""
    first = np.searchsorted([span.end for span in spans], [o.start for o in others], side="right")
    last = np.searchsorted([span.start for span in spans], [o.end for o in others], side="left")
    return [slice(int(a), max(int(a), int(b))) for a, b in zip(first, last, strict=True)]


def _wanted(material: Material, question: Review, codes: Sequence[str]) -> _Mask:
    book = material.codebook
    within = {
        each.id
        for name in question.codes
        if (code := book.get(name))
        for each in (code, *book.descendants(code.id))
    }
    return np.array([not question.codes or code in within for code in codes], dtype=bool)


def _bars(engine: Engine, codes: Sequence[str]) -> npt.NDArray[np.floating]:
    """Return from which score each code is shown unasked: never, where it is silent."""
    shown = {each.code: each.bar for each in engine.standings() if not each.silent}
    return np.array([shown.get(code, np.inf) for code in codes])


def _asked(text: _Text, question: Review, wanted: _Mask, bars: npt.NDArray[np.floating]) -> _Mask:
    """Return which codes of which sentences are put before the coder."""
    mask = _worth(text, question, text.open & wanted, bars)
    for row in np.flatnonzero(mask.any(axis=1)):
        if text.held(int(row)):
            mask[row] = False
    return mask


def _worth(text: _Text, question: Review, free: _Mask, bars: npt.NDArray[np.floating]) -> _Mask:
    if question.order is Order.UNCERTAIN:
        # One code a sentence, silent ones too: they are learned from the answer.
        doubt = np.where(free & (text.scores >= UNSURE), abs(text.scores - 0.5), np.inf)
        most: _Mask = doubt == doubt.min(axis=1, keepdims=True)
        first: _Mask = most & np.isfinite(doubt) & (np.cumsum(most, axis=1) == 1)
        return first
    if question.codes and question.order is Order.SUREST:
        faint: _Mask = free & (text.scores >= FAINT)
        return faint
    shown: _Mask = free & (text.scores >= bars)
    rank = np.argsort(np.argsort(np.where(shown, -text.scores, np.inf), axis=1, kind="stable"))
    return shown & (rank < MOST_PER_SENTENCE)


def _ordered(
    texts: Sequence[_Text], masks: Sequence[_Mask], order: Order
) -> Iterator[tuple[int, int, int]]:
    """Yield transcript, sentence and code, as numbers, in ``order``."""
    found = [np.nonzero(mask) for mask in masks]
    number = np.repeat(np.arange(len(found)), [len(rows) for rows, _ in found])
    rows = np.concatenate([np.zeros(0, dtype=np.intp), *(rows for rows, _ in found)])
    columns = np.concatenate([np.zeros(0, dtype=np.intp), *(cols for _, cols in found)])
    scores = np.concatenate(
        [np.zeros(0), *(text.scores[at] for text, at in zip(texts, found, strict=True))]
    )
    surest = -np.round(scores, 4)
    keys = {
        Order.SUREST: (columns, rows, number, surest),
        Order.UNCERTAIN: (columns, rows, number, np.round(abs(scores - 0.5), 4)),
        Order.CODE: (rows, number, surest, columns),
        Order.TRANSCRIPT: (surest, rows, number),
    }[order]
    for at in np.lexsort(keys):
        yield int(number[at]), int(rows[at]), int(columns[at])


def _progress(
    texts: Sequence[_Text], masks: Sequence[_Mask], material: Material, wanted: _Mask
) -> tuple[Progress, ...]:
    book = material.codebook
    names = {text.transcript.id for text in texts}
    answers: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for outcome in material.outcomes:
        if outcome.score is not None and not outcome.blind and outcome.answer is not Answer.LEFT:
            answers[outcome.code].append((outcome.score, outcome.right))
    newest: dict[str, str] = {}
    for coding in material.codings:
        if coding.transcript in names:
            newest[coding.code] = max(newest.get(coding.code, ""), coding.at)
    no: Counter[str] = Counter(
        book.resolve(each.code)
        for each in material.rejections
        if each.transcript in names and each.at > newest.get(book.resolve(each.code), "")
    )
    out = []
    for column, code in enumerate(texts[0].codes if texts else ()):
        if not wanted[column]:
            continue
        found = sum(int(text.coded[:, column].sum()) for text in texts)
        unseen = [text.scores[text.open[:, column] & ~text.read, column] for text in texts]
        left = remaining.left(np.concatenate(unseen), found, answers[code])
        few = max(1, round(HARDLY * found))
        out.append(
            Progress(
                code=code,
                found=found,
                waiting=sum(int(mask[:, column].sum()) for mask in masks),
                left=left,
                barren=no[code],
                enough=no[code] >= BARREN and left is not None and left.high <= few,
            )
        )
    return tuple(out)

"""Examples to the contrary of a code: what speaks against the theme, or does not quite fit it.

Three kinds, told apart because they are worth different things. MARKED: somebody has marked the
quote so, and only that is a judgement. REJECTED: a coder turned the code down where it was
suggested, so the words are like it and the meaning is not (left out where the code is set after
all). OPPOSITE: what is coded with a code that the codebook sets against this one: the «exclude» of
one names the other by id, in brackets or with a dot in it, and the two stand under different
themes at the top. Siblings are not taken as opposites, since a codebook marks those off from each
other too.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from kodeverk.analysis.gathering import Gathered
from kodeverk.analysis.quotes import join
from kodeverk.analysis.study import Study
from kodeverk.model import Code, Codebook, Coding
from kodeverk.report import Options, Quote

_BRACKETS = re.compile(r"\(([^()]*)\)")
_ID = re.compile(r"[\w-]+(?:\.[\w-]+)*")


class Against(StrEnum):
    """Why a quote speaks against a code."""

    MARKED = "marked"
    REJECTED = "rejected"
    OPPOSITE = "opposite"


@dataclass(frozen=True, slots=True)
class Counter:
    """A quote that speaks against a code. ``code`` is what it is coded with.

    For REJECTED that is the code that was turned down, and ``quote.id`` the id of the rejection,
    which is no coding.
    """

    against: Against
    quote: Quote
    code: str


def counters(study: Study, code: str, options: Options | None = None) -> tuple[Counter, ...]:
    """Return the examples to the contrary of ``code``: marked, then rejected, then opposite ones.

    ``options`` choose transcripts and coders, and how quotes are cut; which codes they choose is no
    matter. Raises NotFoundError for a code, transcript or coder that does not exist.
    """
    against = opposites(study.codebook, code)
    gathered = Gathered(study, replace(options or Options(), codes=(code, *against)))
    today = gathered.book.resolve(code)
    return (
        *(
            Counter(Against.MARKED, quote, today)
            for quote in gathered.quotes.get(today, ())
            if quote.counter
        ),
        *_rejected(study, gathered, today),
        *(
            Counter(Against.OPPOSITE, quote, other)
            for other in against
            for quote in gathered.quotes.get(other, ())
        ),
    )


def opposites(book: Codebook, code: str) -> tuple[str, ...]:
    """Return the codes that the codebook sets against ``code``, in its order."""
    this = book.get(code)
    if this is None:
        return ()
    return tuple(
        other.id
        for other in book.codes
        if _top(book, other) != _top(book, this)
        and (other.id in _named(this, book) or this.id in _named(other, book))
    )


def _top(book: Codebook, code: Code) -> str:
    return next((above.id for above in book.ancestors(code.id)), code.id)


def _named(code: Code, book: Codebook) -> set[str]:
    """Return the codes that the «exclude» of ``code`` names."""
    bracketed = {word for text in _BRACKETS.findall(code.exclude) for word in _ID.findall(text)}
    dotted = {word for word in _ID.findall(code.exclude) if "." in word}
    found = (book.get(word) for word in bracketed | dotted)
    return {other.id for other in found if other is not None and other.id != code.id}


def _rejected(study: Study, gathered: Gathered, code: str) -> Iterator[Counter]:
    """Yield what was turned down as ``code``, where the code is not set by anybody now."""
    standing = [coding for coding in gathered.codings if gathered.book.resolve(coding.code) == code]
    by_text: dict[str, list[Coding]] = defaultdict(list)
    for no in study.rejections():
        coders = gathered.options.coders
        if gathered.book.resolve(no.code) != code or (coders and no.coder not in coders):
            continue
        as_coding = Coding(no.id, no.transcript, no.digest, no.span, code, no.coder, no.at)
        if gathered.fits(as_coding) and not _is_set(as_coding, standing):
            by_text[no.transcript].append(as_coding)
    for transcript in gathered.transcripts:
        for group in join(by_text.get(transcript.id, ())):
            yield Counter(Against.REJECTED, gathered.quote(group), code)


def _is_set(rejected: Coding, standing: Iterable[Coding]) -> bool:
    return any(
        coding.transcript == rejected.transcript and coding.span.overlaps(rejected.span)
        for coding in standing
    )

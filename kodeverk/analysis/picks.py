"""The quotes of a code to choose from, for a screen where somebody chooses.

In use::

    chosen = picks(project, "syn.rom", options)        # what there is to choose from
    for coding, kind, keep in marking(chosen[0], project.coder.name, MarkKind.BEST):
        project.mark(coding, kind, keep)               # a star, with all its words
    counters(project, "syn.rom", options)              # examples to the contrary
    balance(project, replace(options, codes=("syn.rom",)))  # who is heard, for one code or all

``picks(study, code, options) -> tuple[Pick, ...]``: the quotes of the code itself (not of those
below it), as in the material. Each knows what every coder has marked, what is shown of it and
whether the report shows it, so a screen need not work out anything. ``Pick.sentences`` are the
places where a person may cut.

``marking(pick, coder, kind, keep) -> tuple[tuple[str, MarkKind, tuple[Span, ...]], ...]``: the
calls of ``Project.mark`` that make this the coder's choice, and the only one: codings that were
marked apart may have become one quote since.

``counters(study, code, options) -> tuple[Counter, ...]`` (see ``analysis.counters``) and
``balance(study, options) -> Balance`` (see ``analysis.balance``) go with them. All are pure, read
the study as it is, and raise NotFoundError for what is not there. Make them in a worker: in a large
study they take a second.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kodeverk.analysis.balance import Balance, BalanceRow, Heard, balance, of_quote
from kodeverk.analysis.counters import Against, Counter, counters
from kodeverk.analysis.gathering import Gathered
from kodeverk.analysis.quotes import Quoter, extent
from kodeverk.analysis.selecting import limited
from kodeverk.analysis.study import Study
from kodeverk.model import Coding, Mark, MarkKind, Span
from kodeverk.report import Options, Quote

__all__ = [
    "Against",
    "Balance",
    "BalanceRow",
    "Counter",
    "Heard",
    "Pick",
    "balance",
    "counters",
    "marking",
    "of_quote",
    "picks",
]


@dataclass(frozen=True, slots=True)
class Pick:
    """A quote that somebody may choose.

    ``quote`` is as the report would have it, cut and all; ``whole`` with every word. ``marks`` are
    all coders', the newest first; ``codings`` what it is made of. ``keep`` are the stretches of the
    body that are shown (empty: all), ``cut_by`` the coder who cut it so (empty: nobody, or it is
    cut because it is long). ``sentences`` are those of what is said in it, within its edges.
    ``shown``: the report as it is chosen now has it.
    """

    quote: Quote
    whole: Quote
    codings: tuple[Coding, ...]
    marks: tuple[Mark, ...]
    keep: tuple[Span, ...]
    cut_by: str
    sentences: tuple[Span, ...]
    shown: bool

    def kind(self, coder: str) -> MarkKind:
        """Return what ``coder`` has marked it as: the newest that says something."""
        kinds = (mark.kind for mark in self.marks if mark.coder == coder and mark.kind)
        return next(kinds, MarkKind.NONE)

    def others(self, coder: str) -> tuple[Mark, ...]:
        """Return what others than ``coder`` have marked it as."""
        return tuple(mark for mark in self.marks if mark.coder != coder)


def picks(study: Study, code: str, options: Options | None = None) -> tuple[Pick, ...]:
    """Return the quotes of ``code`` to choose from, in the order of transcripts and text.

    ``options`` say which transcripts and coders, and how the report cuts and limits quotes; their
    ``codes`` are no matter. Raises NotFoundError for what does not exist.
    """
    chosen = replace(options or Options(), codes=(code,))
    gathered = Gathered(study, chosen)
    uncut = replace(chosen, longest=None, questions=False)
    today = gathered.book.resolve(code)
    quotes = gathered.quotes.get(today, [])
    shown = {quote.id for quote in limited(quotes, chosen)[0]}
    found = []
    for quote, group in zip(quotes, gathered.groups.get(today, ()), strict=True):
        quoter, marks = gathered.quoter(quote.transcript), gathered.marks_on(group)
        transcript = gathered.by_id[quote.transcript]
        whole = Quoter(transcript, gathered.people, uncut).quote(group, quote.notes)
        cut_by = next(
            (
                m.coder
                for m in marks
                if m.digest == transcript.digest and any(map(quote.span.overlaps, m.keep))
            ),
            "",
        )
        found.append(
            Pick(
                quote=quote,
                whole=replace(whole, best=quote.best, counter=quote.counter),
                codings=tuple(group),
                marks=marks,
                keep=quoter.kept(group, marks),
                cut_by=cut_by,
                sentences=tuple(quoter.heard(extent(group))),
                shown=quote.id in shown,
            )
        )
    return tuple(found)


def marking(
    pick: Pick, coder: str, kind: MarkKind, keep: Iterable[Span] = ()
) -> tuple[tuple[str, MarkKind, tuple[Span, ...]], ...]:
    """Return the arguments of the calls of ``Project.mark`` that make this ``coder``'s choice.

    The mark goes on the quote's own coding, and what the coder has on others of its codings goes.
    """
    by_target = {coding.memo_target.id: coding.id for coding in pick.codings}
    own = next(coding for coding in pick.codings if coding.id == pick.quote.id)
    marked = {mark.target for mark in pick.marks if mark.coder == coder}
    return (
        *(
            (by_target[target], MarkKind.NONE, ())
            for target in sorted(marked)
            if target != own.memo_target.id
        ),
        (own.id, kind, tuple(keep)),
    )

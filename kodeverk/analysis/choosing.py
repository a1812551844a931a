"""Which transcripts, codes and coders a file is about, as chosen in ``Options``."""

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from kodeverk.analysis.study import Study
from kodeverk.errors import DataError, NotFoundError
from kodeverk.i18n import _
from kodeverk.model import Codebook, Coding, Problem, Transcript
from kodeverk.report import Options
from kodeverk.text import clean_line


class Counted(Protocol):
    """What tells whether the codings of a study can be counted rightly."""

    @property
    def incomplete(self) -> frozenset[str]:
        """The coders whose journals are not whole."""

    @property
    def book_problem(self) -> Problem | None:
        """Why there are no codes at all, when it is that a file cannot be read."""


def require_whole(study: Counted, options: Options) -> None:
    """Raise DataError where a chosen coder's journal is not whole, or no code has a name."""
    torn = study.incomplete & frozenset(options.coders or study.incomplete)
    if torn:
        raise DataError(
            _("The journal of {names} is not whole: codings would be missing.").format(
                names=", ".join(map(clean_line, sorted(torn)))
            ),
            _("See “kodeverk check”, or choose the other coders with --by."),
        )
    if problem := study.book_problem:
        raise DataError(problem.message, problem.cure)


def chosen_transcripts(study: Study, options: Options) -> tuple[Transcript, ...]:
    """Return the chosen transcripts, in order. Raises NotFoundError for one that is not there."""
    transcripts, wanted = study.transcripts(), options.transcripts
    _check(
        wanted,
        {transcript.id for transcript in transcripts},
        _("There is no transcript “{name}”."),
        _("“kodeverk transcripts” lists them."),
    )
    return tuple(t for t in transcripts if wanted is None or t.id in wanted)


def chosen_codings(study: Study, options: Options) -> list[Coding]:
    """Return the chosen codings that fit their text, in the order of the study.

    A chosen code brings those below it. Raises NotFoundError for a code or coder that is not there.
    """
    found, book = study.codings(), study.codebook
    _check(
        options.coders,
        {coding.coder for coding in found},
        _("No codings by “{name}”."),
        _("Check the spelling."),
    )
    aliases = {old for code in book.codes for old in code.replaces}
    _check(
        options.codes,
        {code.id for code in book.codes} | aliases | {coding.code for coding in found},
        _("There is no code “{name}”."),
        _("“kodeverk codes” lists them."),
    )
    return _chosen(found, book, options)


def chosen_withheld(study: Study, options: Options) -> list[Coding]:
    """Return the chosen codings that are left out, since their text is missing or another."""
    return _chosen(study.withheld(), study.codebook, options)


def chosen_losses(study: Study, options: Options) -> dict[str, int]:
    """Return how many events of each of the chosen coders are gone for good."""
    events: dict[str, int] = {}
    for loss in study.losses:
        if options.coders is None or loss.coder in options.coders:
            events[loss.coder] = events.get(loss.coder, 0) + loss.events
    return dict(sorted(events.items()))


def _chosen(codings: Iterable[Coding], book: Codebook, options: Options) -> list[Coding]:
    codes = None if options.codes is None else {book.resolve(code) for code in options.codes}
    if codes is not None:
        codes.update(below.id for code in tuple(codes) for below in book.descendants(code))
    return [
        coding
        for coding in codings
        if (options.coders is None or coding.coder in options.coders)
        and (options.transcripts is None or coding.transcript in options.transcripts)
        and (codes is None or book.resolve(coding.code) in codes)
    ]


def _check(wanted: Sequence[str] | None, known: Collection[str], message: str, cure: str) -> None:
    unknown = [name for name in wanted or () if name not in known]
    if unknown:
        raise NotFoundError(message.format(name=clean_line(unknown[0])), cure)

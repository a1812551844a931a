"""Measures suggestions on coded material, beside three baselines: ``kodeverk bench suggest``.

Nothing here is a test: it is run by hand, and may take minutes. All figures but seconds are the
same every time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from kodeverk.bench import suggest_report as report
from kodeverk.bench.suggest_data import Coded, with_cues, without_cues
from kodeverk.bench.suggest_models import (
    AsreviewModel,
    CodebookCosine,
    EngineModel,
    Model,
    UsualClassifier,
)
from kodeverk.bench.suggest_reading import saved as read_through
from kodeverk.bench.suggest_replay import replay
from kodeverk.bench.suggest_report import Result
from kodeverk.i18n import _, ngettext
from kodeverk.model import Kind

Cues = Mapping[str, tuple[Sequence[str], Sequence[str]]]


_NAMED = 10  # codes that the codebook lacks, named at most


def _silent(_words: str) -> None:
    """Say nothing."""


def models(coded: Coded, cues: Cues | None = None, *, baselines: bool = True) -> list[Model]:
    """Return what to compare on ``coded``.

    Where there are cues, in the codebook or in ``cues``, what reads the codebook is there twice:
    with them and without.
    """
    plain = without_cues(coded.book)
    full = with_cues(coded.book, cues or {})
    found: list[Model] = [EngineModel(coded, plain)]
    if full != plain:
        found.append(EngineModel(coded, full, f"{found[0].name} + cues"))
    if baselines:
        found.append(CodebookCosine(coded, plain))
        if full != plain:
            found.append(CodebookCosine(coded, full, f"{CodebookCosine.name} + cues"))
        found += [UsualClassifier(coded), AsreviewModel(coded)]
    return found


def run(
    coded: Coded,
    cues: Cues | None = None,
    *,
    orders: int = 1,
    baselines: bool = True,
    reading: bool = False,
    told: Callable[[str], None] = _silent,
) -> list[Result]:
    """Replay ``coded`` with every model, beginning at each of the first ``orders`` transcripts.

    ``reading`` simulates the review of each code too, which takes longest. ``told`` hears which
    model is at work.
    """
    results: list[Result] = []
    for order in range(max(1, min(orders, len(coded.transcripts)))):
        turned = coded.turned(order)
        for number, model in enumerate(models(turned, cues, baselines=baselines)):
            told(_("Replaying: {model}").format(model=model.name))
            steps = tuple(replay(turned, model, order))
            if order:
                before = results[number]
                results[number] = replace(before, steps=(*before.steps, *steps))
                continue
            saved = tuple(read_through(turned, model)) if reading else ()
            results.append(Result(model.name, model.probabilities, steps, saved))
    return results


def as_json(coded: Coded, results: Sequence[Result]) -> Iterator[dict[str, Any]]:
    """Yield the results for a program, one object a row."""
    yield {"table": "data", **_data(coded)}
    for table in report.titles():
        for row in report.rows(table, coded, results):
            yield row.json()
    for reading in _wss(results):
        for saved in report.saved(coded, results, reading=reading):
            yield {"table": "wss_reading" if reading else "wss", **asdict(saved)}


def as_text(coded: Coded, results: Sequence[Result]) -> Iterator[report.Table | str]:
    """Yield the results for a person: lines, and tables."""
    data = _data(coded)
    yield _("{name}: {segments} segments, {coded} of them coded, {codes} codes").format(**data)
    yield from _understood(coded)
    if coded.left_out:
        yield ngettext(
            "{n} row by someone who asks was left out.",
            "{n} rows by those who ask were left out.",
            coded.left_out,
        ).format(n=coded.left_out)
    for table, (title, group) in report.titles().items():
        found = [row.cells() for row in report.rows(table, coded, results)]
        yield report.Table(title, report.heading(group), tuple(found))
    for reading in _wss(results):
        yield _saved_table(coded, results, reading)
    yield ""
    yield from report.notes()


def _understood(coded: Coded) -> Iterator[str]:
    """Yield what was made of the material, for it may have been meant otherwise."""
    many = len(coded.transcripts)
    languages = ", ".join(sorted({transcript.language for transcript in coded.transcripts}))
    if all(transcript.kind is Kind.SURVEY for transcript in coded.transcripts):
        yield _("Taken for answers unrelated to one another; language: {names}").format(
            names=languages
        )
    else:
        yield ngettext(
            "{n} transcript; language: {names}", "{n} transcripts; language: {names}", many
        ).format(n=many, names=languages)
    if not any(code.definition or code.include or code.cues for code in coded.book.codes):
        yield _("No code has a definition.")
    if coded.added:
        yield ngettext(
            "{n} code is not in the codebook: {names}",
            "{n} codes are not in the codebook: {names}",
            len(coded.added),
        ).format(n=len(coded.added), names=", ".join(coded.added[:_NAMED]))


def _wss(results: Sequence[Result]) -> tuple[bool, ...]:
    return (False, True) if all(result.reading for result in results) else (False,)


def _saved_table(coded: Coded, results: Sequence[Result], reading: bool) -> report.Table:
    """Return WSS@95 code by code."""
    names = [result.model for result in results]
    lines = []
    for saved in report.saved(coded, results, reading=reading):
        name = saved.code or _("mean over {n} codes").format(n=saved.segments)
        many = str(saved.segments) if saved.code else ""
        lines.append((name, many, *(report.share(saved.by_model[each], 3) for each in names)))
    title = _("WSS@95 per code, with all other transcripts known")
    if reading:
        title = _("WSS@95 per code, reading")
    return report.Table(title, (_("Code"), _("Segments"), *names), tuple(lines))


def _data(coded: Coded) -> dict[str, Any]:
    return {
        "name": coded.name,
        "transcripts": len(coded.transcripts),
        "segments": len(coded.segments),
        "coded": int(coded.truth.any(axis=1).sum()),
        "codes": int(coded.truth.any(axis=0).sum()),
        "languages": sorted({transcript.language for transcript in coded.transcripts}),
        "survey": all(transcript.kind is Kind.SURVEY for transcript in coded.transcripts),
        "added": len(coded.added),
    }

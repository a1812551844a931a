"""What a study holds that an engine learns from, and where the quotes it names stand."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from kodeverk import settings
from kodeverk.model import Coding, Rejection, Span, Suggestion
from kodeverk.suggest import Material, blind
from kodeverk.suggest.asking import Earlier

if TYPE_CHECKING:
    from kodeverk.project import Project


def material(project: "Project") -> Material:
    """Return all that an engine may learn from ``project``."""
    return Material(
        codebook=project.codebook,
        transcripts=project.transcripts(),
        codings=project.codings(),
        rejections=project.rejections(),
        read=project.read_by_all(),
        outcomes=project.outcomes(),
        bar=settings.bar(project.settings.id),
    )


def earlier(material: Material, suggestions: Iterable[Suggestion]) -> dict[str, Earlier]:
    """Return where the quotes stand that the reasons of ``suggestions`` name, by coding id."""
    wanted = {reason.coding for each in suggestions for reason in each.reasons if reason.coding}
    texts = {transcript.id: transcript for transcript in material.transcripts}
    decided: list[Coding | Rejection] = [*material.codings, *material.rejections]
    found = {}
    for one in decided:
        transcript = texts.get(one.transcript)
        if one.id in wanted and transcript is not None:
            turn = transcript.turn_at(one.span.start)
            found[one.id] = Earlier(
                one.transcript, transcript.title, (turn.speaker if turn else "") or "", one.coder
            )
    return found


def held_back(project: "Project") -> Callable[[str, Span], bool]:
    """Return what tells whether a sentence of a transcript gets no suggestions as yet.

    One of the blind sample gets none before the coder has read or coded something there.
    """
    study, share, own = project.settings.id, project.settings.blind, project.coder.name
    been: dict[str, tuple[Span, ...]] = {}

    def held(transcript: str, span: Span) -> bool:
        if not blind.held_back(study, transcript, span, share):
            return False
        if transcript not in been:
            coded = (coding.span for coding in project.codings(transcript, coder=own))
            been[transcript] = (*coded, *project.read_spans(transcript))
        return not any(each.overlaps(span) for each in been[transcript])

    return held

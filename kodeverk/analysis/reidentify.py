"""What to look at before a report is shared: who could be recognised, and what is not in it.

Nothing here stops a report. The sentences are for the person at the screen, so they are in the
language of the program, not of the report.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kodeverk.analysis.people import People, is_generic, place_of, role_words, unit_of
from kodeverk.i18n import _, ngettext
from kodeverk.model import Transcript
from kodeverk.report import Notice, Options, Quote, SourceField

K = 3
"""So many informants must share role, unit and place before nobody stands out."""


def notices(
    people: People, transcripts: Sequence[Transcript], quotes: Sequence[Quote], options: Options
) -> Iterator[Notice]:
    """Yield what the source lines, the names and the texts of ``quotes`` may give away."""
    quoted = frozenset(person for quote in quotes for person in quote.people)
    yield from rare(people, quoted, options.source)
    names = {s.name for _t, s, _id in people.all() if not is_generic(s.name)}
    if names and not options.anonymous:
        yield Notice(
            "named",
            _("The report calls the speakers what the transcripts call them."),
            _("Number them instead if the report is to leave the project."),
        )
    elif names:
        yield from _named(names, transcripts, quotes)


def rare(people: People, quoted: frozenset[str], shown: Iterable[SourceField]) -> Iterator[Notice]:
    """Yield a notice for each role, unit and place of someone quoted that fewer than K share.

    ``quoted`` are ids of ``people``, ``shown`` what the source lines tell.
    """
    fields, roles = set(shown), role_words(_)
    sharing: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for transcript, speaker, person in people.all():
        unit = unit_of(transcript, speaker) if SourceField.UNIT in fields else ""
        place = place_of(transcript, speaker) if SourceField.PLACE in fields else ""
        sharing[roles[speaker.role], unit, place].add(person)
    for combination, sharers in sharing.items():
        count = len(sharers)
        if any(combination[1:]) and count < K and sharers & quoted:
            yield Notice(
                "k-informants",
                ngettext(
                    "“{combination}” fits only {count} person in the material.",
                    "“{combination}” fits only {count} people in the material.",
                    count,
                ).format(combination=", ".join(filter(None, combination)), count=count),
                _("Give a wider unit or place before you share the report."),
            )


def _named(
    names: set[str], transcripts: Sequence[Transcript], quotes: Sequence[Quote]
) -> Iterator[Notice]:
    parts = {part for name in names for part in [name, *name.split()] if len(part) > 2}
    named = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(parts)))})s?\b")
    found = sum(1 for quote in quotes if any(named.search(p.text) for p in quote.passages))
    titles = sum(1 for transcript in transcripts if named.search(transcript.title))
    if found or titles:
        yield Notice(
            "names",
            _("Names of speakers were found here: quotes {quotes}, titles {titles}.").format(
                quotes=found, titles=titles
            ),
            _("Read these through before you share the report."),
        )


def lost(losses: Iterable[tuple[str, int]]) -> Iterator[Notice]:
    """Yield a notice for each coder with so many events that are gone for good."""
    for coder, events in losses:
        yield Notice(
            "lost_events",
            ngettext(
                "{n} change recorded by {coder} is lost and in no figure; the report says so.",
                "{n} changes recorded by {coder} are lost and in no figure; the report says so.",
                events,
            ).format(n=events, coder=coder),
            _("If a backup turns up, put its file in corpus/codings and write the report again."),
        )


def stale(counts: Mapping[str, int]) -> Iterator[Notice]:
    """Yield a notice for each transcript with codings whose text is not the one that is here."""
    for transcript, count in counts.items():
        yield Notice(
            "stale-codings",
            ngettext(
                "{count} coding of {transcript} does not fit its text and is not in the report.",
                "{count} codings of {transcript} do not fit its text and are not in the report.",
                count,
            ).format(count=count, transcript=transcript),
            _("Run “kodeverk check” to see what has changed."),
        )

"""What to look at before a report is shared: who could be recognised, and what is not in it.

Nothing here stops a report. The sentences are for the person at the screen, so they are in the
language of the program, not of the report.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kodeverk.analysis.people import (
    People,
    attribute_of,
    is_generic,
    known_as,
    role_words,
)
from kodeverk.i18n import _, ngettext
from kodeverk.model import Transcript
from kodeverk.project.transcripts import make_id
from kodeverk.report import Figure, Grouping, Notice, Options, Quote, SourceField
from kodeverk.text import clean_line

K = 3
"""So many informants must share role, unit and place before nobody stands out."""
_NAMED = 5  # columns of a figure that are named
_TOLD = 15  # more than that nobody reads one by one


def notices(
    people: People, transcripts: Sequence[Transcript], quotes: Sequence[Quote], options: Options
) -> Iterator[Notice]:
    """Yield what the source lines, the names and the texts of ``quotes`` may give away."""
    quoted = frozenset(person for quote in quotes for person in quote.people)
    heading = options.attribute if options.grouping is Grouping.ATTRIBUTE else ""
    yield from rare(people, quoted, options.source, heading)
    names = Names(people)
    if names and not options.anonymous:
        yield Notice(
            "named",
            _("The report calls the speakers what the transcripts call them."),
            _("Number them instead if the report is to leave the project."),
        )
    elif names:
        yield from _named(names, transcripts, quotes)


def rare(
    people: People, quoted: frozenset[str], shown: Iterable[SourceField], heading: str = ""
) -> Iterator[Notice]:
    """Yield a notice for what is told of someone quoted, where fewer than K people share it.

    That is role, unit and place as far as the source lines tell them (``shown``), and the attribute
    that quotes are grouped by (``heading``). ``quoted`` are ids of ``people``.
    """
    fields, roles = set(shown), role_words(_)
    told = [
        *(["unit"] if SourceField.UNIT in fields else []),
        *(["place"] if SourceField.PLACE in fields else []),
    ]
    if heading and known_as(heading) not in told:
        told.append(heading)
    sharing: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for transcript, speaker, person in people.all():
        values = (attribute_of(transcript, speaker, name) for name in told)
        sharing[roles[speaker.role], *values].add(person)
    cure = _("Give a wider unit or place before you share this.")
    few = [
        (", ".join(filter(None, combination)), len(sharers))
        for combination, sharers in sharing.items()
        if any(combination[1:]) and len(sharers) < K and sharers & quoted
    ]
    for combination, count in few[:_TOLD]:
        text = ngettext(
            "“{combination}” fits only {count} person in the material.",
            "“{combination}” fits only {count} people in the material.",
            count,
        )
        yield Notice("k-informants", text.format(combination=combination, count=count), cure)
    if (more := len(few) - _TOLD) > 0:
        text = ngettext(
            "{n} more combination of role, unit and place fits as few.",
            "{n} more combinations of role, unit and place fit as few.",
            more,
        )
        yield Notice("k-informants", text.format(n=more), cure)


class Names:
    """Finds the names of the speakers, first and last names too; false where all are numbers."""

    def __init__(self, people: People) -> None:
        names = {s.name for _t, s, _id in people.all() if not is_generic(s.name)}
        parts = {part for name in names for part in [name, *name.split()] if len(part) > 2}
        self._ids = frozenset(map(make_id, parts))
        # Many transcripts name those who speak in capitals; people write of them otherwise.
        forms = {form for part in parts for form in (part, part.title(), part.upper())}
        self._named = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(forms)))})[sS]?\b")

    def __bool__(self) -> bool:
        return bool(self._ids)

    def found(self, *texts: str) -> bool:
        """Tell whether one of them is named in one of ``texts``."""
        return bool(self) and any(map(self._named.search, texts))

    def found_in_id(self, id: str) -> bool:
        """Tell whether one of them is named in the id of a transcript, which is in a file name."""
        return not self._ids.isdisjoint((id, *re.split("[-_.]", id)))


def _named(
    names: Names, transcripts: Sequence[Transcript], quotes: Sequence[Quote]
) -> Iterator[Notice]:
    found = sum(1 for quote in quotes if names.found(*(p.text for p in quote.passages)))
    titles = sum(1 for transcript in transcripts if names.found(transcript.title))
    if found or titles:
        yield Notice(
            "names",
            _("Names of speakers were found here: quotes {quotes}, titles {titles}.").format(
                quotes=found, titles=titles
            ),
            _("Read these through before you share the file."),
        )


def small(figures: Iterable[Figure]) -> Iterator[Notice]:
    """Yield a notice for each figure with columns that stand for fewer than K informants."""
    for figure in figures:
        columns = zip(figure.columns, figure.people, strict=True)
        few = [name for name, people in columns if 0 < people < K]
        if few:
            names = [_("“{name}”").format(name=clean_line(name)) for name in few[:_NAMED]]
            if more := len(few) - len(names):
                names.append(ngettext("… and {n} more", "… and {n} more", more).format(n=more))
            yield Notice(
                "small-cells",
                ngettext(
                    "The figure “{title}” has a column that stands for fewer than {k} people: "
                    "{names}.",
                    "The figure “{title}” has columns that stand for fewer than {k} people each: "
                    "{names}.",
                    len(few),
                ).format(title=figure.title, k=K, names=", ".join(names)),
                _("Leave the figures out, or give wider units, before you share the report."),
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

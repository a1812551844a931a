"""What to look at before a table or a transcript is shared: who could be recognised, what is gone.

Nothing here stops an export. Sentences for the person at the screen are in the program's language.
"""

from collections.abc import Iterator, Mapping

from kodeverk.analysis.people import People
from kodeverk.analysis.reidentify import Names, rare
from kodeverk.i18n import _, ngettext
from kodeverk.report import Notice, SourceField


def recognisable(people: People, quoted: frozenset[str], anonymous: bool) -> Iterator[Notice]:
    """Yield who can be known by unit and place, and that all are named where they are."""
    yield from rare(people, quoted, (SourceField.UNIT, SourceField.PLACE))
    if not anonymous and Names(people):
        yield Notice(
            "named",
            _("The speakers are called what the transcripts call them."),
            _("Leave out --names if the file is to leave the project."),
        )


def found_names(count: int) -> Iterator[Notice]:
    """Yield a notice when so many texts hold the name of a speaker."""
    if count:
        yield Notice(
            "names",
            ngettext(
                "The name of a speaker was found in {n} text.",
                "Names of speakers were found in {n} texts.",
                count,
            ).format(n=count),
            _("Read these through before you share the file."),
        )


def left_out(losses: Mapping[str, int], withheld: Mapping[str, int]) -> Iterator[Notice]:
    """Yield what is not in a file: what is lost, and what does not fit its text."""
    for coder, events in losses.items():
        yield Notice(
            "lost_events",
            ngettext(
                "{n} change recorded by {coder} is lost, and is not in the file.",
                "{n} changes recorded by {coder} are lost, and are not in the file.",
                events,
            ).format(n=events, coder=coder),
            _("If a backup turns up, put its file in corpus/codings and export again."),
        )
    for transcript, count in withheld.items():
        yield Notice(
            "stale-codings",
            ngettext(
                "{count} coding of {transcript} does not fit its text and is not in the file.",
                "{count} codings of {transcript} do not fit its text and are not in the file.",
                count,
            ).format(count=count, transcript=transcript),
            _("Run “kodeverk check” to see what has changed."),
        )

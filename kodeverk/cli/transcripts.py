"""``transcripts``: what material there is, its text, and what is known about it."""

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence

from kodeverk.cli import lookup, shapes
from kodeverk.cli.command import Command, Context, Parser
from kodeverk.i18n import _
from kodeverk.model import Kind, Speaker, Transcript
from kodeverk.text import clean_line


def _list(context: Context, _arguments: argparse.Namespace) -> int:
    project = context.project
    counts = Counter(coding.transcript for coding in project.codings())
    found = project.transcripts()
    if context.out.as_json:
        for transcript in found:
            context.out.line(shapes.transcript(transcript) | {"codings": counts[transcript.id]})
        return 0
    context.out.table(
        (_("Id"), _("Kind"), _("Date"), _("Words"), _("Codings"), _("Title")),
        [
            (
                transcript.id,
                lookup.kind_name(transcript.kind),
                transcript.date or "–",
                sum(len(transcript.text(turn.text).split()) for turn in transcript.turns),
                counts[transcript.id],
                transcript.title,
            )
            for transcript in found
        ],
    )
    return 0


def _one(parser: Parser) -> None:
    parser.add_argument("transcript", metavar="ID", help=_("the transcript"))


def _show(context: Context, arguments: argparse.Namespace) -> int:
    transcript = context.project.transcript(arguments.transcript)
    out = context.out
    if out.as_json:
        turns = [
            {
                "start": turn.text.start,
                "end": turn.text.end,
                "speaker": turn.speaker,
                "time": turn.time,
                "text": transcript.text(turn.text),
            }
            for turn in transcript.turns
        ]
        out.line(shapes.transcript(transcript) | {"text": transcript.body, "turns": turns})
        return 0
    out.text(f"{transcript.title} ({transcript.id})")
    known = [lookup.kind_name(transcript.kind), transcript.date, transcript.language]
    known += [f"{key}={value}" for key, value in transcript.attributes.items()]
    out.text(", ".join(each for each in known if each))
    for speaker in transcript.speakers:
        attributes = "".join(f", {key}={value}" for key, value in speaker.attributes.items())
        out.text(f"  {speaker.name}: {lookup.role_name(speaker.role)}{attributes}")
    out.text()
    out.text(transcript.body)
    return 0


def _set_arguments(parser: Parser) -> None:
    _one(parser)
    lookup.describing(parser)


def _set(context: Context, arguments: argparse.Namespace) -> int:
    before = context.project.transcript(arguments.transcript)
    attributes = None
    if arguments.attribute:
        given = {**before.attributes, **lookup.pairs(arguments.attribute)}
        attributes = {key: value for key, value in given.items() if value}
    lookup.known_speakers(before, [*arguments.interviewer, *arguments.speaker])
    speakers = None
    if arguments.interviewer or arguments.speaker:
        speakers = lookup.speakers(before.speakers, arguments.interviewer, arguments.speaker)
    kind = Kind(arguments.kind) if arguments.kind else None
    changed = (arguments.title, kind, arguments.date, arguments.language, attributes, speakers)
    _tell_before(context, before, [each is not None for each in changed])
    after = context.project.update_transcript(
        before.id,
        title=arguments.title,
        kind=kind,
        date=arguments.date,
        language=arguments.language,
        speakers=speakers,
        attributes=attributes,
    )
    context.out.result(shapes.transcript(after), _("“{id}” has been changed.").format(id=after.id))
    return 0


def _tell_before(context: Context, before: Transcript, changing: Sequence[bool]) -> None:
    """Say that undo does not reach this, and what stood there: title, kind, date, language …

    What is known about people is in no journal, so that they can be erased: nothing remembers it.
    """
    known = (
        (_("title"), before.title),
        (_("kind"), lookup.kind_name(before.kind)),
        (_("date"), before.date or "–"),
        (_("language"), before.language),
        (_("attributes"), _pairs(before.attributes) or "–"),
        (_("speakers"), "; ".join(_about(speaker) for speaker in before.speakers) or "–"),
    )
    was = [f"{name}: {value}" for (name, value), new in zip(known, changing, strict=True) if new]
    if was:
        context.out.say(_("“kodeverk undo” does not take this back. It was:"))
        for line in was:
            context.out.say(f"  {clean_line(line)}")


def _about(speaker: Speaker) -> str:
    about = _pairs(speaker.attributes)
    return f"{speaker.name}={lookup.role_name(speaker.role)}{f', {about}' if about else ''}"


def _pairs(attributes: Mapping[str, str]) -> str:
    return ", ".join(f"{key}={value}" for key, value in attributes.items())


COMMANDS = (
    Command("transcripts", lambda: _("list the transcripts"), _list),
    Command("transcripts show", lambda: _("show one transcript"), _show, _one),
    Command(
        "transcripts set",
        lambda: _("change what is known about a transcript: title, date, roles, attributes"),
        _set,
        _set_arguments,
    ),
)

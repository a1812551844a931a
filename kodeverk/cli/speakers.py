"""``speakers``: who speaks in the transcripts, how much, and what else the files call them."""

import argparse

from kodeverk.cli import lookup, shapes
from kodeverk.cli.command import Command, Context, Parser
from kodeverk.i18n import _


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "transcripts", nargs="*", metavar="ID", help=_("the transcripts (otherwise all)")
    )


def _run(context: Context, arguments: argparse.Namespace) -> int:
    project = context.project
    chosen = arguments.transcripts
    rows = []
    for transcript in [project.transcript(id) for id in chosen] or project.transcripts():
        for speaker in transcript.speakers:
            said = [turn for turn in transcript.turns if turn.speaker == speaker.name]
            words = sum(len(transcript.text(turn.text).split()) for turn in said)
            if context.out.as_json:
                counts = {"turns": len(said), "words": words}
                shape = {"transcript": transcript.id} | shapes.speaker(speaker) | counts
                context.out.line(shape)
            attributes = ", ".join(f"{key}={value}" for key, value in speaker.attributes.items())
            role = lookup.role_name(speaker.role)
            others = ", ".join(speaker.aliases)
            rows.append(
                (transcript.id, speaker.name, role, len(said), words, attributes or "–", others)
            )
    if not context.out.as_json:
        titles = (_("Transcript"), _("Speaker"), _("Role"), _("Turns"), _("Words"))
        context.out.table((*titles, _("Attributes"), _("In the file")), rows)
    return 0


COMMANDS = (Command("speakers", lambda: _("list who speaks in the transcripts"), _run, _arguments),)

"""``search``: where something is said."""

import argparse

from kodeverk.cli import lookup
from kodeverk.cli.command import Command, Context, Parser
from kodeverk.i18n import _
from kodeverk.text import clean_line


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "query", metavar=_("WORDS"), help=_("words; * stands for any letters, as in kom*")
    )
    lookup.add_transcripts(parser)
    parser.add_argument("--regex", action="store_true", help=_("a regular expression"))
    parser.add_argument("--case", action="store_true", help=_("capital letters matter"))
    parser.add_argument("--limit", type=lookup.count, metavar="N", help=_("at most so many hits"))


def _run(context: Context, arguments: argparse.Namespace) -> int:
    from kodeverk.analysis import search

    project = context.project
    chosen = [project.transcript(each) for each in arguments.transcript] or project.transcripts()
    hits = search(
        chosen,
        arguments.query,
        regex=arguments.regex,
        case=arguments.case,
        limit=arguments.limit,
    )
    for hit in hits:
        if context.out.as_json:
            context.out.line(
                {
                    "transcript": hit.transcript,
                    "start": hit.span.start,
                    "end": hit.span.end,
                    "text": hit.text,
                    "before": hit.before,
                    "after": hit.after,
                    "speaker": hit.speaker,
                    "time": hit.time,
                }
            )
            continue
        place = f"{hit.transcript}:{hit.span.start}-{hit.span.end}"
        speaker = f" {hit.speaker}:" if hit.speaker else ""
        context.out.text(f"{place}{speaker} {clean_line(hit.before + hit.text + hit.after)}")
    if not hits:
        context.out.say(_("Nothing was found."))
    return 0


COMMANDS = (Command("search", lambda: _("find where something is said"), _run, _arguments),)

"""``report refresh``, ``report read``, ``report used``: the report that comes back from Word."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kodeverk.cli import lookup
from kodeverk.cli.command import Command, Context, Parser
from kodeverk.errors import UsageError
from kodeverk.i18n import _, ngettext
from kodeverk.model import Coding, Use
from kodeverk.text import clean_line

if TYPE_CHECKING:
    from kodeverk.export.returned.comeback import Comeback
    from kodeverk.export.returned.comparing import Comparison, Found
    from kodeverk.export.returned.reading import Spot
    from kodeverk.export.returned.study import Again


def _arguments(parser: Parser) -> None:
    parser.add_argument("file", metavar=_("FILE"), help=_("the report, a .docx"))
    parser.add_argument(
        "--keep",
        action="append",
        default=[],
        metavar="ID=N",
        help=_("of a quote that is unclear: place number N is it, 0: none is (may be repeated)"),
    )
    parser.add_argument(
        "--original",
        metavar=_("FILE"),
        help=_("a copy of the report as it was written, where Word has lost what tells of it"),
    )


def _refresh_arguments(parser: Parser) -> None:
    _arguments(parser)
    parser.add_argument(
        "--dry-run", action="store_true", help=_("only say what would be done, and write nothing")
    )


def _open(context: Context, arguments: argparse.Namespace) -> "tuple[Comeback, Again]":
    from kodeverk.analysis import themed
    from kodeverk.export.returned.comeback import Comeback, gather

    project = context.project
    original = Path(arguments.original) if arguments.original else None
    back = Comeback(Path(arguments.file), project.settings.id, original)
    return back, gather(project, back.manifest.options, themed)


def _choices(words: list[str]) -> dict[str, int]:
    """Return what --keep says: the number of the place by the id of the quote."""
    chosen = {}
    for word in words:
        name, _equals, number = word.rpartition("=")
        if not name or not number.isdecimal():
            raise UsageError(
                _("“{text}” does not say which quote and which place.").format(text=word),
                _("Give for example --keep {example}").format(example="3f2a9c=1"),
            )
        chosen[name] = int(number)
    return chosen


def _asked(
    context: Context, back: "Comeback", again: "Again", words: list[str]
) -> "tuple[Comparison, dict[str, int]]":
    """Return what became of the quotes; what is unclear is asked about if somebody is there."""
    chosen = _choices(words)
    comparison = back.compare(again, chosen)
    unknown = sorted(set(chosen) - {each.id for each in comparison.found})
    if unknown:
        raise UsageError(
            _("There is no quote “{id}” in the report.").format(id=unknown[0]),
            _("See: {command}").format(command=f"kodeverk report read {_('FILE')} --json"),
        )
    if comparison.unclear and not context.out.as_json and sys.stdin.isatty():
        for found in comparison.unclear:
            number = _ask(context, found)
            if number is not None:
                chosen[found.id] = number
        comparison = back.compare(again, chosen)
    return comparison, chosen


def _ask(context: Context, found: "Found") -> int | None:
    """Ask which place is a quote; None when the person does not know."""
    from kodeverk.export.returned import words

    out = context.out
    out.say(words.question(found))
    for number, spot in enumerate(found.candidates, 1):
        out.say(f"  {number}  {words.place(spot)}")
    out.say("  0  " + _("none of these: the quote is deleted"))
    while True:
        out.say(_("Which is it? (a number; nothing: leave it open)"))
        answer = sys.stdin.readline().strip()
        if not answer:
            return None
        if answer.isdecimal() and int(answer) <= len(found.candidates):
            return int(answer)


# --- read


def _read(context: Context, arguments: argparse.Namespace) -> int:
    from kodeverk.export.returned import comeback

    back, again = _open(context, arguments)
    comparison, _chosen = _asked(context, back, again, arguments.keep)
    noted = comeback.note(context.project, back.manifest, comeback.items(comparison, again))
    if context.out.as_json:
        for found in comparison.found:
            context.out.line(_as_json(found))
        for spot in comparison.unknown:
            context.out.line({"kind": "unknown", "bookmark": spot.name, "under": spot.heading})
        return 0
    _show(context, comparison)
    if noted:
        context.out.say(_("Noted in the study: “kodeverk report used” shows it."))
    return 0


def _show(context: Context, comparison: "Comparison") -> None:
    from kodeverk.export.returned import words

    out = context.out
    rows = []
    for found in comparison.found:
        spot = found.spot
        text = (spot.text or spot.was) if spot else found.text or ""
        rows.append((words.state(found), found.id, spot.heading if spot else "", words.short(text)))
    out.table((_("State"), _("Quote"), _("Under"), _("Text")), rows)
    out.text(words.summary(comparison.found))
    for found in comparison.found:
        for author, text in found.comments:
            line = _("Comment by {author} on {id}: {text}")
            out.text(line.format(author=clean_line(author), id=found.id, text=clean_line(text)))
    if comparison.unknown:
        n = len(comparison.unknown)
        text = ngettext(
            "{n} quote is from another report.", "{n} quotes are from another report.", n
        )
        out.text(text.format(n=n))
    for found in comparison.unclear:
        out.say(words.question(found))
        for number, spot in enumerate(found.candidates, 1):
            out.say(f"  --keep {found.id}={number}  {words.place(spot)}")


def _as_json(found: "Found") -> dict[str, Any]:
    spot = found.spot
    return {
        "kind": "quote",
        "quote": found.id,
        "state": found.state.value,
        "moved": found.moved,
        "tracked": spot.tracked if spot else False,
        "code": found.written.code,
        "codings": list(found.written.codings),
        "under": spot.heading if spot else "",
        "text": spot.text if spot else None,
        "study": found.text,
        "comments": [{"author": author, "text": text} for author, text in found.comments],
        "copies": [_spot_json(number, each) for number, each in enumerate(found.copies, 1)],
        "candidates": [_spot_json(n, each) for n, each in enumerate(found.candidates, 1)],
    }


def _spot_json(number: int, spot: "Spot") -> dict[str, Any]:
    return {"n": number, "under": spot.heading, "text": spot.text}


# --- refresh


def _refresh(context: Context, arguments: argparse.Namespace) -> int:
    from kodeverk.export.returned import words

    back, again = _open(context, arguments)
    if not arguments.dry_run:
        back.check_closed()
    _comparison, chosen = _asked(context, back, again, arguments.keep)
    refreshed = back.refresh(again, datetime.now(UTC), chosen)
    kept = None
    if not arguments.dry_run and refreshed.changed:
        kept = back.save(refreshed)
    if context.out.as_json:
        for step in refreshed.steps:
            context.out.line(
                {
                    "kind": step.doing.value,
                    "quote": step.quote,
                    "theme": step.theme,
                    "text": step.text,
                    "done": not arguments.dry_run,
                }
            )
        context.out.line(
            {"kind": "file", "file": str(back.path), "before": str(kept) if kept else None}
        )
        return 0
    for line in words.sentences(refreshed.steps):
        context.out.text(line)
    if kept:
        context.out.text(_("Written: {path}").format(path=back.path))
        context.out.text(_("The file as it was: {path}").format(path=kept))
    return 0


# --- used


def _used_arguments(parser: Parser) -> None:
    parser.add_argument("--code", metavar=_("CODE"), help=_("only this code and those below it"))
    lookup.add_transcripts(parser)


def _used(context: Context, arguments: argparse.Namespace) -> int:
    from kodeverk.export.returned import words

    project = context.project
    book = project.codebook
    wanted = None
    if arguments.code:
        code = lookup.code(book, arguments.code)
        wanted = {code.id, *(each.id for each in book.descendants(code.id))}
    last: dict[tuple[str, str], Use] = {}
    for use in project.uses():  # by time: the last one counts
        last[use.report, use.coding] = use
    by_coding: dict[str, list[Use]] = {}
    for use in last.values():
        by_coding.setdefault(use.coding, []).append(use)
    rows = []
    for coding in project.codings():
        in_scope = wanted is None or coding.code in wanted
        if not in_scope or (arguments.transcript and coding.transcript not in arguments.transcript):
            continue
        text = project.transcript(coding.transcript).text(coding.span)
        for use in by_coding.get(coding.memo_target.id, ()):
            if context.out.as_json:
                context.out.line(_use_json(coding, use))
            rows.append((use, book.path(coding.code), text))
    if context.out.as_json:
        return 0
    if not rows:
        context.out.say(_("No quote is known to be used: “kodeverk report read FILE” finds out."))
        return 0
    cells = [
        (words.state_word(use.state), use.title, use.at[:10], path, words.short(text))
        for use, path, text in rows
    ]
    context.out.table((_("State"), _("Report"), _("Read"), _("Code"), _("Text")), cells)
    return 0


def _use_json(coding: Coding, use: Use) -> dict[str, Any]:
    return {
        "coding": coding.id,
        "code": coding.code,
        "transcript": coding.transcript,
        "report": use.report,
        "title": use.title,
        "state": use.state,
        "coder": use.coder,
        "at": use.at,
    }


COMMANDS = (
    Command(
        "report refresh",
        lambda: _("put what is new in the study into a report that people have worked on"),
        _refresh,
        _refresh_arguments,
    ),
    Command(
        "report read",
        lambda: _("see what became of the quotes in a report, and note it in the study"),
        _read,
        _arguments,
    ),
    Command(
        "report used",
        lambda: _("list the quotes that are used in reports, as far as they have been read"),
        _used,
        _used_arguments,
    ),
)

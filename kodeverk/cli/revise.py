"""``revise``: a transcript's text corrected, and what becomes of the codings on it."""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kodeverk.cli import lookup, shapes
from kodeverk.cli.code import full_id
from kodeverk.cli.command import Command, Context, Parser
from kodeverk.corpus import correcting
from kodeverk.corpus.reanchor import Anchored, Fate
from kodeverk.errors import DataError, NotFoundError, UsageError
from kodeverk.i18n import _, ngettext
from kodeverk.model import Coding, Span, Transcript
from kodeverk.text import clean_line

if TYPE_CHECKING:
    from kodeverk.project.revising import Revision

_ALL = "all"
_EDGES = re.compile(r"(\d+)-(\d+)")
_FIXES = ("replace", "rename", "give", "split", "join")
_Source = tuple[Path, str, str]


def _arguments(parser: Parser) -> None:
    parser.add_argument("transcript", metavar=_("TRANSCRIPT"), help=_("the transcript's id"))
    parser.add_argument(
        "file", nargs="?", metavar=_("FILE"), help=_("the corrected text, in any format we import")
    )
    parser.add_argument(
        "--dry-run", action="store_true", help=_("tell what would become of it, change nothing")
    )
    parser.add_argument(
        "--encoding", metavar=_("NAME"), help=_("the text encoding (otherwise it is found out)")
    )
    fixes = parser.add_argument_group(_("small fixes, instead of a file"))
    fixes.add_argument(
        "--replace",
        action="append",
        default=[],
        metavar=_("WRONG=RIGHT"),
        help=_("write words otherwise, everywhere or in the turn given with --turn"),
    )
    fixes.add_argument("--turn", type=lookup.count, metavar="N", help=_("only turn number N"))
    fixes.add_argument(
        "--rename",
        action="append",
        default=[],
        metavar=_("NAME=NAME"),
        help=_("call a speaker otherwise; two who are called the same become one"),
    )
    fixes.add_argument(
        "--give",
        action="append",
        default=[],
        metavar=_("N=NAME"),
        help=_("let turn number N be said by another"),
    )
    fixes.add_argument(
        "--split",
        action="append",
        default=[],
        metavar=_("WORDS"),
        help=_("begin a new turn at these words, which must stand there once"),
    )
    fixes.add_argument(
        "--join",
        action="append",
        default=[],
        type=lookup.count,
        metavar="N",
        help=_("join turn number N with the next one"),
    )
    deciding = parser.add_argument_group(_("codings whose words are others now"))
    deciding.add_argument(
        "--accept",
        action="append",
        default=[],
        metavar=_("ID|all"),
        help=_("let the coding stand on the words that are proposed"),
    )
    deciding.add_argument(
        "--place",
        action="append",
        default=[],
        metavar=_("ID=WORDS|START-END"),
        help=_("let the coding stand on these words of the corrected text"),
    )
    deciding.add_argument(
        "--drop", action="append", default=[], metavar="ID", help=_("remove the coding (your own)")
    )


def _run(context: Context, arguments: argparse.Namespace) -> int:
    fixes = [name for name in _FIXES if getattr(arguments, name)]
    if arguments.turn and not arguments.replace:
        raise UsageError(_("--turn goes with --replace."))
    if arguments.file and fixes:
        raise UsageError(
            _("Give a file or small fixes, not both."), _("Correct from the file first.")
        )
    old = context.project.transcript(arguments.transcript)
    if not arguments.file and not fixes:
        return _waiting(context, old, arguments)
    source = None
    if arguments.file:
        new, source = _from_file(context, old, arguments)
    else:
        new = _fixed(old, arguments)
    return _correct(context, context.project.revision(old.id, new), source, arguments)


# --- the corrected text


def _from_file(
    context: Context, old: Transcript, arguments: argparse.Namespace
) -> tuple[Transcript, _Source]:
    from kodeverk.corpus.importers import read_many

    path = Path(arguments.file)
    reading = read_many(
        [path],
        interviewers=context.project.settings.interviewers,
        encoding=arguments.encoding,
        check=context.project.check_source,
    )
    (outcome,) = reading
    if outcome.draft is None:
        raise DataError(f"{clean_line(path.name)}: {outcome.message}")
    for notice in outcome.draft.notices:
        context.out.say(f"{clean_line(path.name)}: {notice.message}")
    new = correcting.from_draft(old, outcome.draft)
    return new, (path, outcome.sha256, outcome.draft.importer)


def _fixed(old: Transcript, arguments: argparse.Namespace) -> Transcript:
    """Return ``old`` with the small fixes; numbers of turns are those before any of them."""
    new = old
    for number in sorted(set(arguments.join), reverse=True):
        new = correcting.joined(new, number - 1)
        if arguments.split or arguments.give or arguments.turn:
            raise UsageError(
                _("--join changes the numbers of the turns."), _("Do the other fixes first.")
            )
    for word in arguments.give:
        number, name = _pair(word, _("Write for example --give “3=Kari”."))
        new = correcting.given(new, _number(number) - 1, name)
    turns = [arguments.turn - 1] if arguments.turn else range(len(new.turns))
    for word in arguments.replace:
        wrong, right = _pair(word, _("Write for example --replace “feil=rett”."))
        new = correcting.replaced(new, wrong, right, turns)
    for word in arguments.rename:
        name, other = _pair(word, _("Write for example --rename “Informant 1=Kari”."))
        new = correcting.renamed(new, name.strip(), other)
    for words in arguments.split:
        new = correcting.split(new, lookup.span(new, None, None, words).start)
    return new


def _pair(word: str, cure: str) -> tuple[str, str]:
    first, sign, second = word.partition("=")
    if not sign or not first:
        raise UsageError(_("“{word}” is not of the form name=value.").format(word=word), cure)
    return first, second


def _number(word: str) -> int:
    try:
        return lookup.count(word.strip())
    except argparse.ArgumentTypeError as error:
        raise UsageError(str(error)) from error


# --- deciding


def _correct(
    context: Context,
    plan: "Revision",
    source: _Source | None,
    arguments: argparse.Namespace,
) -> int:
    """Put the corrected text in place, with what was decided about codings on other words."""
    project = context.project
    open_fates = {each[0].id: each for each in plan.of(Fate.CHANGED, Fate.LOST)}
    places, drop = _decisions(open_fates, plan.new, arguments)
    _own(context, open_fates, drop)
    if plan.old.digest == plan.new.digest:
        raise UsageError(
            _("The text is the same as before."), _("Choose the file with the corrections.")
        )
    if not arguments.dry_run:
        by_span = {open_fates[id][0].span: span for id, span in places.items()}
        project.revise(plan, by_span, drop, source)
    rows = [
        _row(coding, anchored, plan.old, plan.new, _decided(coding, anchored, places, drop))
        for coding, anchored in plan.fates
    ]
    if context.out.as_json:
        context.out.line(
            {
                "transcript": plan.old.id,
                "from": plan.old.digest,
                "into": plan.new.digest,
                "dry_run": arguments.dry_run,
                "codings": rows,
            }
        )
        return 0
    _tell(context, plan, rows, dry_run=arguments.dry_run)
    return 0


def _waiting(context: Context, old: Transcript, arguments: argparse.Namespace) -> int:
    """List what waits to be placed since earlier corrections, or place and drop of it."""
    project = context.project
    waiting = project.adrift(old.id)
    fates = {
        each.coding.id: (each.coding, each.anchored or Anchored(each.coding.span, Fate.LOST))
        for each in waiting
    }
    places, drop = _decisions(fates, old, arguments)
    _own(context, fates, drop)
    if not arguments.dry_run:
        project.place(places.items(), drop)
    rows = []
    for each in waiting:
        coding, anchored = fates[each.coding.id]
        decision = _decided(coding, anchored, places, drop)
        rows.append(_row(coding, anchored, each.old, old, decision))
    if context.out.as_json:
        for row in rows:
            context.out.line(row)
        return 0
    if not rows:
        context.out.say(_("Every coding stands on its words in “{id}”.").format(id=old.id))
    _tell_rows(context, rows)
    return 0


def _decisions(
    fates: dict[str, tuple[Coding, Anchored]], new: Transcript, arguments: argparse.Namespace
) -> tuple[dict[str, Span], list[str]]:
    """Return the places by coding, and the codings to remove; raises UsageError, NotFoundError."""
    places: dict[str, Span] = {}
    for word in arguments.accept:
        if word == _ALL:
            proposed = {id: anchored.new for id, (_coding, anchored) in fates.items()}
            places |= {id: span for id, span in proposed.items() if span}
            continue
        id = _found(word, fates)
        if (span := fates[id][1].new) is None:
            raise UsageError(
                _("Nothing is proposed for the coding {id}: its words are gone.").format(id=id),
                _("Say where it is with --place, or let it go with --drop."),
            )
        places[id] = span
    for word in arguments.place:
        wanted, where = _pair(word, _("Write the coding's id, = and the words."))
        edges = _EDGES.fullmatch(where)
        start, end = (int(edges[1]), int(edges[2])) if edges else (None, None)
        places.pop(id := _found(wanted, fates), None)  # it comes last, and the last one counts
        places[id] = lookup.span(new, start, end, None if edges else where)
    drop = [_found(word, fates) for word in arguments.drop]
    for id in drop:
        if id in places and not any(word == _ALL for word in arguments.accept):
            raise UsageError(_("Place a coding or drop it, not both."))
        places.pop(id, None)
    # A place is for all that is coded just there, whoever did.
    there = {(fates[id][0].digest, fates[id][0].span): span for id, span in places.items()}
    for id, (coding, _anchored) in fates.items():
        if id not in drop and (just := (coding.digest, coding.span)) in there:
            places[id] = there[just]
    return places, drop


def _found(word: str, fates: dict[str, tuple[Coding, Anchored]]) -> str:
    known = full_id(word, fates)
    if known is None:
        raise NotFoundError(
            _("No coding “{id}” waits to be placed.").format(id=word),
            _("See which there are with: kodeverk revise TRANSCRIPT"),
        )
    return known


def _own(context: Context, fates: dict[str, tuple[Coding, Anchored]], drop: Sequence[str]) -> None:
    for id in drop:
        coder = fates[id][0].coder
        if coder != context.project.coder.name:
            raise UsageError(
                _("The coding {id} is {coder}'s, and only {coder} can remove it.").format(
                    id=id, coder=coder
                ),
                _("Place it, or let it wait for {coder}.").format(coder=coder),
            )


def _decided(
    coding: Coding, anchored: Anchored, places: dict[str, Span], drop: Sequence[str]
) -> str:
    if coding.id in drop:
        return "dropped"
    if coding.id in places:
        return "placed" if places[coding.id] != anchored.new else "accepted"
    return "carried" if anchored.fate in (Fate.UNCHANGED, Fate.MOVED) else "waits"


# --- telling


def _row(
    coding: Coding, anchored: Anchored, old: Transcript | None, new: Transcript, decision: str
) -> dict[str, Any]:
    there = anchored.new
    return {
        **shapes.coding(coding, old.text(coding.span) if old else None),
        "fate": anchored.fate.value,
        "new_start": there.start if there else None,
        "new_end": there.end if there else None,
        "new_quote": new.text(there) if there else None,
        "decision": decision,
    }


def _tell(context: Context, plan: "Revision", rows: list[dict[str, Any]], *, dry_run: bool) -> None:
    out = context.out
    count = {fate: len(plan.of(fate)) for fate in Fate}
    done = _("would be corrected") if dry_run else _("is corrected")
    out.text(
        _("“{id}” {done}: {unchanged}, {moved}, {changed}, {lost}.").format(
            id=plan.old.id,
            done=done,
            unchanged=ngettext(
                "{n} coding unchanged", "{n} codings unchanged", count[Fate.UNCHANGED]
            ).format(n=count[Fate.UNCHANGED]),
            moved=ngettext("{n} moved", "{n} moved", count[Fate.MOVED]).format(n=count[Fate.MOVED]),
            changed=ngettext(
                "{n} on other words", "{n} on other words", count[Fate.CHANGED]
            ).format(n=count[Fate.CHANGED]),
            lost=ngettext("{n} lost", "{n} lost", count[Fate.LOST]).format(n=count[Fate.LOST]),
        )
    )
    _tell_rows(context, [row for row in rows if row["fate"] != Fate.UNCHANGED.value])
    waits = sum(row["decision"] == "waits" for row in rows)
    if waits:
        out.say(
            ngettext(
                "{n} coding waits: accept, place or drop it with “kodeverk revise {id}”.",
                "{n} codings wait: accept, place or drop them with “kodeverk revise {id}”.",
                waits,
            ).format(n=waits, id=plan.old.id)
        )
    if not dry_run:
        out.say(
            _(
                "“kodeverk undo” takes the whole correction back; "
                "the text as it was is kept in corpus/sources."
            )
        )


def _tell_rows(context: Context, rows: Sequence[dict[str, Any]]) -> None:
    out, book = context.out, context.project.codebook
    fates = {
        Fate.UNCHANGED.value: _("unchanged"),
        Fate.MOVED.value: _("moved"),
        Fate.CHANGED.value: _("other words"),
        Fate.LOST.value: _("lost"),
    }
    decisions = {
        "carried": _("stands there"),
        "accepted": _("accepted"),
        "placed": _("placed"),
        "dropped": _("removed"),
        "waits": _("waits"),
    }
    for row in rows:
        head = f"{row['id']}  {book.path(row['code'])}  {row['coder']}"
        out.text(f"{head}: {fates[row['fate']]}, {decisions[row['decision']]}")
        before = row["quote"]
        text = _("(the earlier text is not here)") if before is None else clean_line(before)
        out.text(f"  - {text}")
        if row["new_quote"] is not None and row["fate"] != Fate.MOVED.value:
            out.text(f"  + {clean_line(row['new_quote'])}")


COMMANDS = (
    Command(
        "revise",
        lambda: _("correct a transcript's text; every coding is placed anew or listed"),
        _run,
        _arguments,
    ),
)

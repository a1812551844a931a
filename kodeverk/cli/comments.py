"""``comments``: what people wrote in the margin of documents; codings made of it, or put away."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kodeverk.cli import code as codings
from kodeverk.cli import lookup
from kodeverk.cli.command import Command, Context, Parser
from kodeverk.errors import ImportRefused, NotFoundError, UsageError
from kodeverk.i18n import _, ngettext
from kodeverk.model import Comment, Suggestion
from kodeverk.text import clean_line

if TYPE_CHECKING:
    from kodeverk.project import Project

_SHOWN = 50


def _list_arguments(parser: Parser) -> None:
    lookup.add_transcripts(parser)


def _list(context: Context, arguments: argparse.Namespace) -> int:
    project, out = context.project, context.out
    names = [project.transcript(each).id for each in arguments.transcript]
    wanted: list[str | None] = [*names] or [None]
    comments = [comment for each in wanted for comment in project.comments(each)]
    on = sorted({comment.transcript for comment in comments})
    open_ = [one for name in on for one in project.proposals(name)]
    rows = []
    for comment in comments:
        codes = [one.code for one in open_ if one.engine == comment.id]
        if out.as_json:
            out.line(_shape(project, comment, codes))
            continue
        said = clean_line(comment.text)
        if comment.replies:
            number = len(comment.replies)
            said += " " + ngettext("({n} answer)", "({n} answers)", number).format(n=number)
        if comment.resolved:
            said += " " + _("(resolved)")
        place = "–"
        if comment.span:
            place = f"{comment.span.start}-{comment.span.end}"
        rows.append(
            (
                comment.id,
                f"{comment.transcript}:{place}",
                clean_line(comment.author),
                comment.date[:10],
                ", ".join(map(project.codebook.path, codes)) or "–",
                said if len(said) <= _SHOWN else f"{said[: _SHOWN - 1]}…",
            )
        )
    if not out.as_json:
        titles = (_("Id"), _("Place"), _("Author"), _("Date"), _("Proposes"), _("Comment"))
        out.table(titles, rows)
    return 0


def _some(parser: Parser) -> None:
    parser.add_argument("comment", nargs="+", metavar="ID", help=_("the comment"))


def _accept_arguments(parser: Parser) -> None:
    _some(parser)
    parser.add_argument("--code", metavar=_("CODE"), help=_("set this code instead"))


def _accept(context: Context, arguments: argparse.Namespace) -> int:
    project = context.project
    code = lookup.code(project.codebook, arguments.code).id if arguments.code else None
    for comment in _found(project, arguments.comment):
        proposed = _proposed(project, comment)
        made = [project.accept(one, code=code) for one in (proposed[:1] if code else proposed)]
        if not proposed:
            if code is None:
                raise _no_proposal(comment)
            made = [project.code_comment(comment.id, code)]
        for coding in made:
            codings.told(context, coding, _("Coded as “{name}”: {id}"))
    return 0


def _reject(context: Context, arguments: argparse.Namespace) -> int:
    project = context.project
    for comment in _found(project, arguments.comment):
        proposed = _proposed(project, comment)
        if not proposed:
            raise _no_proposal(comment)
        for one, rejection in zip(proposed, project.reject_all(proposed), strict=True):
            word = lookup.reference(one)
            context.out.result(
                {"rejected": word, "id": rejection.id}, _("Rejected: {word}").format(word=word)
            )
    return 0


def _remove(context: Context, arguments: argparse.Namespace) -> int:
    comments = _found(context.project, arguments.comment)
    context.project.remove_comments([comment.id for comment in comments])
    for comment in comments:
        context.out.result({"removed": comment.id}, _("Put away: {id}").format(id=comment.id))
    return 0


def _read_arguments(parser: Parser) -> None:
    parser.add_argument("file", metavar=_("FILE"), help=_("a document with comments"))
    parser.add_argument(
        "transcript",
        nargs="?",
        metavar=_("TRANSCRIPT"),
        help=_("the transcript it is about (otherwise it is found out)"),
    )
    parser.add_argument(
        "--dry-run", action="store_true", help=_("show what would be taken in, change nothing")
    )


def _read(context: Context, arguments: argparse.Namespace) -> int:
    from kodeverk.corpus.importers import read
    from kodeverk.project.returning import returned

    project, out = context.project, context.out
    path = Path(arguments.file)
    outcome = read(path, interviewers=project.settings.interviewers)
    if outcome.draft is None:
        raise ImportRefused(outcome.code, outcome.message, "")
    transcript, comments = returned(project, outcome.draft, path.name, arguments.transcript)
    act = project.sort_comments if arguments.dry_run else project.take_in_comments
    taken = act(comments)
    if out.as_json:
        out.line(
            {
                "transcript": transcript.id,
                "new": [_shape(project, each, _codes(project, each)) for each in taken.new],
                "known": taken.known,
                "coded": taken.ours,
                "removed": taken.away,
            }
        )
        return 0
    from kodeverk.project.proposing import Names, counted

    said = counted(taken.new, Names(project.codebook))
    what = _("would be taken in") if arguments.dry_run else _("taken in")
    out.text(f"{transcript.id}, {what}: {said}")
    for each in taken.new:
        if each.span is None:
            text = _("Without a place in the text: {author}: {text}")
            out.text("  " + text.format(author=clean_line(each.author), text=clean_line(each.text)))
    for number, sentence in (
        (taken.known, ngettext("{n} is here already.", "{n} are here already.", taken.known)),
        (
            taken.ours,
            ngettext(
                "{n} says what is coded here, and no more.",
                "{n} say what is coded here, and no more.",
                taken.ours,
            ),
        ),
        (taken.away, ngettext("{n} was put away here.", "{n} were put away here.", taken.away)),
    ):
        if number:
            out.say(sentence.format(n=number))
    return 0


def _found(project: "Project", words: list[str]) -> list[Comment]:
    """Return the comments of those ids, or that alone begin so; raises NotFoundError."""
    from kodeverk.journal.comments import PREFIX

    comments = project.comments()
    found = []
    for word in words:
        start = word if word.startswith(PREFIX) else PREFIX + word
        matches = [each for each in comments if word and each.id.startswith(start)]
        if len(matches) > 1:
            raise UsageError(
                _("More than one comment has an id that begins with “{id}”.").format(id=word),
                _("Write more of it."),
            )
        if not matches:
            raise NotFoundError(
                _("There is no comment “{id}”.").format(id=word),
                _("See: {command}").format(command="kodeverk comments"),
            )
        found += matches
    return found


def _proposed(project: "Project", comment: Comment) -> list[Suggestion]:
    """Return the codes that a comment proposes and that are not answered."""
    return [one for one in project.proposals(comment.transcript) if one.engine == comment.id]


def _codes(project: "Project", comment: Comment) -> list[str]:
    from kodeverk.project.proposing import Names

    return [named.code for named in Names(project.codebook).named(comment.text)]


def _no_proposal(comment: Comment) -> NotFoundError:
    return NotFoundError(
        _("The comment “{id}” proposes no code that is not answered.").format(id=comment.id),
        _("Name a code with --code, or put the comment away with: kodeverk comments remove"),
    )


def _shape(project: "Project", comment: Comment, codes: list[str]) -> dict[str, Any]:
    """Return a comment as plain values; its quote is that of the text as it stands."""
    span = comment.span
    return {
        "id": comment.id,
        "transcript": comment.transcript,
        "start": span.start if span else None,
        "end": span.end if span else None,
        "quote": project.transcript(comment.transcript).text(span) if span else None,
        "author": clean_line(comment.author),
        "date": clean_line(comment.date),
        "text": comment.text,
        "replies": [
            {"author": each.author, "date": each.date, "text": each.text}
            for each in comment.replies
        ],
        "resolved": comment.resolved,
        "source": comment.source,
        "proposes": codes,
    }


COMMANDS = (
    Command("comments", lambda: _("list the comments from documents"), _list, _list_arguments),
    Command("comments list", lambda: _("list the comments"), _list, _list_arguments),
    Command(
        "comments read",
        lambda: _("take in the comments of a document that came back"),
        _read,
        _read_arguments,
    ),
    Command("comments accept", lambda: _("make codings of comments"), _accept, _accept_arguments),
    Command("comments reject", lambda: _("say no to what comments propose"), _reject, _some),
    Command("comments remove", lambda: _("put comments away, for all"), _remove, _some),
)

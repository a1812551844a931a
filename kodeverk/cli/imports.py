"""``import``: source files into the study, or a look at what they would become."""

import argparse
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kodeverk.cli import columns, interchange, lookup, names
from kodeverk.cli.command import Command, Context, Parser
from kodeverk.cli.names import Names
from kodeverk.cli.output import Progress
from kodeverk.corpus.draft import Draft, Notice, Outcome
from kodeverk.corpus.naming import counts
from kodeverk.corpus.sameness import told, words_digest
from kodeverk.errors import KodeverkError, NotFoundError, ProjectError, UsageError
from kodeverk.i18n import _, ngettext
from kodeverk.model import Kind, Speaker
from kodeverk.text import clean_line

if TYPE_CHECKING:
    from kodeverk.project import Project

# What a folder's other files are, that no one meant to import.
_PASSED_OVER = (".", "~$")


def _not_undone() -> str:
    return _(
        "“kodeverk undo” does not take an import back; "
        "before anything is coded you can delete the transcript from the folder corpus."
    )


def _arguments(parser: Parser) -> None:
    parser.add_argument("files", nargs="+", metavar=_("FILE"), help=_("files or folders"))
    parser.add_argument(
        "--dry-run", action="store_true", help=_("show what would be imported, change nothing")
    )
    parser.add_argument("--id", metavar="ID", help=_("the transcript's id (one file only)"))
    lookup.describing(parser, title=_("the title (one file only)"))
    parser.add_argument(
        "--encoding", metavar=_("NAME"), help=_("the text encoding (otherwise it is found out)")
    )
    parser.add_argument(
        "--no-comments", action="store_true", help=_("leave out the comments in the margin")
    )
    names.arguments(parser)
    columns.arguments(parser)


def expand(names: Iterable[str]) -> list[tuple[Path, bool]]:
    """Return the files among ``names``, folders opened all the way down, in order of name.

    True with each that was found in a folder.
    """
    found: list[tuple[Path, bool]] = []
    for name in names:
        path = Path(name)
        if not path.is_dir():
            found.append((path, False))
            continue
        for folder, folders, files in os.walk(path):
            folders[:] = sorted(each for each in folders if not each.startswith(_PASSED_OVER))
            found += [
                (Path(folder, each), True)
                for each in sorted(files)
                if not each.startswith(_PASSED_OVER)
            ]
    return found


def _run(context: Context, arguments: argparse.Namespace) -> int:
    paths = expand(arguments.files)
    if not paths:
        raise NotFoundError(_("There is no file in that folder."), _("Name another folder."))
    from kodeverk.interchange.reading import kind_of

    studies = [path for path, in_folder in paths if not in_folder and kind_of(path)]
    if studies:
        interchange.check_plain(arguments)
    code = 0
    for path in studies:
        if interchange.bring(context, path, dry_run=arguments.dry_run) == "reject":
            code = 1
    # A table of names that lies among the files is no material.
    tables = {path.absolute() for path in arguments.speakers}
    plain = (each for each in paths if each[0] not in studies)
    rest = [each for each in plain if each[0].absolute() not in tables]
    return max(code, _transcripts(context, arguments, rest)) if rest else code


def _transcripts(
    context: Context, arguments: argparse.Namespace, paths: list[tuple[Path, bool]]
) -> int:
    from kodeverk.corpus.importers import read_many

    attributes = lookup.pairs(arguments.attribute)
    arguments.dry_run = arguments.dry_run or arguments.write_speakers is not None
    project, interviewers = _study(context, arguments)
    said = Names(arguments, project)  # a slip stops all, not one file
    seen: dict[str, str] = {}
    if len(paths) > 1 and (arguments.id or arguments.title):
        raise UsageError(
            _("More than one file cannot have the same id or title."),
            _("Leave out --id and --title, or import one file at a time."),
        )
    refused = 0
    done = 0
    outcomes = read_many(
        [path for path, _in_folder in paths],
        interviewers=interviewers,
        encoding=arguments.encoding,
        choice=columns.choice(arguments),
        check=project.check_source if project else None,
    )
    with Progress(len(paths)) as progress:
        for (path, in_folder), outcome in zip(paths, outcomes, strict=True):
            outcome = outcome.in_folder() if in_folder else outcome
            outcome = _settled(outcome, seen, project)
            outcome, where = said.apply(outcome, path)
            identity = ""
            if outcome.outcome == "import" and not arguments.dry_run:
                if not done:
                    progress.hide()
                    context.out.say(_not_undone())
                outcome, identity = _store(context, outcome, path, arguments, attributes)
            if outcome.draft is not None and outcome.outcome == "import":
                if not identity:
                    name = clean_line(path.name)
                    seen.setdefault(outcome.sha256, name)
                    seen.setdefault(words_digest(outcome.draft.texts), name)
                done += 1
            refused += outcome.outcome == "reject"
            progress.step()
            progress.hide()
            _show(context, outcome, identity, arguments, said, where)
    for sentence in said.unheard() if done else ():
        context.out.say(sentence)
    if arguments.write_speakers and done:
        said.write(context, arguments.write_speakers)
    if not context.out.as_json and len(paths) > 1:
        context.out.say(_summary(done, refused, len(paths), arguments.dry_run))
    return 1 if refused else 0


def _study(
    context: Context, arguments: argparse.Namespace
) -> tuple["Project | None", tuple[str, ...]]:
    """Return the study and the names of those who ask. A look at files needs no study."""
    named = tuple(arguments.interviewer)
    try:
        project = context.project
    except ProjectError:
        if not arguments.dry_run:
            raise
        return None, named
    return project, (*project.settings.interviewers, *named)


def _settled(outcome: Outcome, seen: dict[str, str], project: "Project | None") -> Outcome:
    """Return ``outcome``, or that the file is here already (``seen``: earlier in a dry run).

    The same words in another file are no reason to pass it over, only to say so.
    """
    if outcome.draft is None:
        return outcome
    kept = project.with_source(outcome.sha256) if project else None
    if kept:
        message = _("The same file is already in the study, as “{id}”.").format(id=kept)
    elif outcome.sha256 in seen:
        message = _("The file is the same as “{file}”, and would be passed over.").format(
            file=seen[outcome.sha256]
        )
    else:
        words = words_digest(outcome.draft.texts)
        like = (project.with_words(words) if project else None) or seen.get(words)
        return told(outcome, like) if like else outcome
    notices = (*outcome.draft.notices, Notice("duplicate", message))
    draft = replace(outcome.draft, notices=notices)
    return replace(outcome, outcome="ignore", code="duplicate", message=message, draft=draft)


def _store(
    context: Context,
    outcome: Outcome,
    path: Path,
    arguments: argparse.Namespace,
    attributes: dict[str, str],
) -> tuple[Outcome, str]:
    assert outcome.draft is not None
    given: dict[str, Any] = {
        "id": arguments.id,
        "title": arguments.title,
        "kind": Kind(arguments.kind) if arguments.kind else None,
        "date": arguments.date,
        "language": arguments.language,
        "attributes": attributes or None,
        "comments": not arguments.no_comments,
    }
    try:
        transcript = context.project.add_transcript(outcome, path, **given)
    except KodeverkError as error:
        code = "bad_name" if isinstance(error, UsageError) else getattr(error, "code", "")
        return replace(outcome, outcome="reject", code=code, message=str(error), draft=None), ""
    return outcome, transcript.id


def _show(
    context: Context,
    outcome: Outcome,
    identity: str,
    arguments: argparse.Namespace,
    said: Names,
    where: Mapping[str, str],
) -> None:
    """Tell what became of a file; ``where`` is what the study remembers of its names."""
    out = context.out
    draft = outcome.draft
    suggested = said.suggested(draft) if draft else {}
    if draft and outcome.outcome == "import":
        said.note(draft)
    if out.as_json:
        from kodeverk.corpus.importers.report import to_json

        speakers = names.shape(draft, suggested, where) if draft else []
        out.line(to_json(outcome) | {"speakers": speakers})
        return
    name = Path(outcome.file).name
    if draft is None or outcome.outcome != "import":
        out.say(f"{name}: {outcome.message}")
        return
    turns = len(draft.turns)
    words = sum(len(turn.text.split()) for turn in draft.turns)
    kept = _("would be imported") if arguments.dry_run else _("is now “{id}”").format(id=identity)
    text = _("{file} {kept}: {turns}, {words}, language {language}").format(
        file=name,
        kept=kept,
        turns=ngettext("{n} turn", "{n} turns", turns).format(n=turns),
        words=ngettext("{n} word", "{n} words", words).format(n=words),
        language=arguments.language or draft.language,
    )
    out.text(f"{text}, {draft.encoding}" if draft.encoding else text)
    for line in columns.lines(draft) if draft.columns else _speaker_lines(draft):
        out.text(f"  {line}")
    if draft.comments and not arguments.no_comments:
        out.text(f"  {_comments(context, draft)}")
    for person in dict.fromkeys(suggested.values()):
        alike = [each for each, whom in suggested.items() if whom == person]
        out.say(
            _("{file}: {names} may be “{person}”. If so: {flag}").format(
                file=name,
                names=", ".join(_("“{name}”").format(name=each) for each in alike),
                person=person,
                flag=names.merge_flag(person, alike),
            )
        )
    for each, speaker, id in names.remembered(draft, where):
        out.say(
            _("{file}: “{name}” is taken as {person}, as in “{id}” (not with {flag}).").format(
                file=name, name=each, person=_about(speaker), id=id, flag="--no-remember"
            )
        )
    for notice in draft.notices:
        out.say(f"{name}: {notice.message}")


def _speaker_lines(draft: Draft) -> Iterator[str]:
    spoken = counts(draft)
    for speaker in draft.speakers:
        turns, words = spoken[speaker.name]
        number = ngettext("{n} turn", "{n} turns", turns).format(n=turns)
        long = ngettext("{n} word", "{n} words", words).format(n=words)
        line = f"{_about(speaker)} ({number}, {long})"
        if speaker.aliases:
            others = _("in the file: {names}").format(names=", ".join(speaker.aliases))
            line = f"{line}; {others}"
        yield line


def _comments(context: Context, draft: Draft) -> str:
    """Return how many comments come along; a look at files needs no study."""
    from kodeverk.project.proposing import Names as Codes
    from kodeverk.project.proposing import counted

    try:
        codes = Codes(context.project.codebook)
    except ProjectError:
        codes = None
    return counted(draft.comments, codes)


def _about(speaker: Speaker) -> str:
    attributes = "".join(f", {key}={value}" for key, value in speaker.attributes.items())
    return f"{speaker.name}: {lookup.role_name(speaker.role)}{attributes}"


def _summary(done: int, refused: int, total: int, dry_run: bool) -> str:
    text = (
        ngettext("{count} file would be imported", "{count} files would be imported", done)
        if dry_run
        else ngettext("{count} file imported", "{count} files imported", done)
    ).format(count=done)
    return _("{imported}, {refused} refused, {ignored} passed over.").format(
        imported=text, refused=refused, ignored=total - done - refused
    )


COMMANDS = (
    Command(
        "import",
        lambda: _("read transcripts, or studies from other programs (.qdpx, .qdc, Taguette)"),
        _run,
        _arguments,
    ),
)

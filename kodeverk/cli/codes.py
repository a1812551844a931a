"""``codes``: the codebook: list, add, edit, move, merge and remove codes, and CSV in and out."""

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

from kodeverk import codebook as books
from kodeverk.cli import lookup, shapes
from kodeverk.cli.command import Command, Context, Parser
from kodeverk.errors import UsageError
from kodeverk.files import fresh_path
from kodeverk.i18n import _, ngettext
from kodeverk.model import Code, Severity


def _list(context: Context, _arguments: argparse.Namespace) -> int:
    project = context.project
    book = project.codebook
    counts = Counter(coding.code for coding in project.codings())
    if context.out.as_json:
        for code in book.codes:
            context.out.line(shapes.code(code, book, counts))
        return 0
    context.out.table(
        (_("Id"), _("Key"), _("Codings"), _("Name")),
        [
            (code.id, code.key, counts[code.id], "  " * len(book.ancestors(code.id)) + code.name)
            for code in book.codes
        ],
    )
    return 0


def _fields(parser: Parser) -> None:
    parser.add_argument("--definition", metavar=_("TEXT"), help=_("what the code means"))
    parser.add_argument("--include", metavar=_("TEXT"), help=_("when to use it"))
    parser.add_argument("--exclude", metavar=_("TEXT"), help=_("when not to use it"))
    parser.add_argument(
        "--example",
        action="append",
        metavar=_("TEXT"),
        help=_("an example (may be repeated; replaces those there are)"),
    )
    parser.add_argument("--color", metavar="#rrggbb", help=_("the colour"))
    parser.add_argument("--key", metavar=_("KEY"), help=_("the key that applies it"))
    parser.add_argument(
        "--codable",
        action=argparse.BooleanOptionalAction,
        help=_("whether it can be applied, or only gathers others"),
    )


def _given(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the fields of a code that were given, as ``plan_edit`` takes them."""
    names = ("name", "definition", "include", "exclude", "color", "key", "codable")
    given = {name: getattr(arguments, name, None) for name in names}
    if arguments.example is not None:
        given["examples"] = tuple(each for each in arguments.example if each)
    return {name: value for name, value in given.items() if value is not None}


def _code(parser: Parser) -> None:
    parser.add_argument("code", metavar=_("CODE"), help=_("a code's id, key, name or path"))


def _add_arguments(parser: Parser) -> None:
    parser.add_argument("name", metavar=_("NAME"), help=_("the new code's name"))
    parser.add_argument("--id", metavar="ID", help=_("its id, which never changes"))
    parser.add_argument("--parent", metavar=_("CODE"), help=_("the code it belongs under"))
    _fields(parser)


def _add(context: Context, arguments: argparse.Namespace) -> int:
    book = context.project.codebook
    parent = lookup.code(book, arguments.parent).id if arguments.parent else None
    if arguments.id and any(code.id == arguments.id for code in book.codes):
        raise UsageError(
            _("There is already a code with the id “{id}”.").format(id=arguments.id),
            _("Choose another id."),
        )
    identity = arguments.id or books.new_id(book, arguments.name)
    code = Code(id=identity, parent=parent, **_given(arguments))
    context.project.edit_codebook(books.plan_add(book, code))
    return _told(context, identity, _("The code “{name}” is added: {id}"))


def _edit_arguments(parser: Parser) -> None:
    _code(parser)
    parser.add_argument("--name", metavar=_("NAME"), help=_("the new name"))
    _fields(parser)


def _edit(context: Context, arguments: argparse.Namespace) -> int:
    book = context.project.codebook
    code = lookup.code(book, arguments.code)
    given = _given(arguments)
    if not given:
        raise UsageError(_("Nothing to change was given."), _("Give for example --name."))
    context.project.edit_codebook(books.plan_edit(book, code.id, **given))
    return _told(context, code.id, _("The code “{name}” is changed: {id}"))


def _move_arguments(parser: Parser) -> None:
    _code(parser)
    parser.add_argument("--parent", metavar=_("CODE"), help=_("the code it moves under"))
    parser.add_argument("--top", action="store_true", help=_("move it to the top level"))
    parser.add_argument(
        "--place", type=int, metavar="N", help=_("its place among the codes there, from 1")
    )


def _move(context: Context, arguments: argparse.Namespace) -> int:
    book = context.project.codebook
    code = lookup.code(book, arguments.code)
    if arguments.parent and arguments.top:
        raise UsageError(_("Both --parent and --top were given."), _("Choose one of them."))
    parent = code.parent
    if arguments.parent:
        parent = lookup.code(book, arguments.parent).id
    elif arguments.top:
        parent = None
    others = [each for each in book.children(parent) if each.id != code.id]
    index = len(others)
    if arguments.place is not None:
        index = max(0, min(arguments.place - 1, len(others)))
    context.project.edit_codebook(books.plan_move(book, code.id, parent, index))
    return _told(context, code.id, _("The code “{name}” is moved: {id}"))


def _merge_arguments(parser: Parser) -> None:
    _code(parser)
    parser.add_argument("into", metavar=_("INTO"), help=_("the code that takes over"))


def _merge(context: Context, arguments: argparse.Namespace) -> int:
    book = context.project.codebook
    source = lookup.code(book, arguments.code)
    into = lookup.code(book, arguments.into)
    context.project.edit_codebook(books.plan_merge(book, source.id, into.id))
    return _told(context, into.id, _("The code “{name}” has taken over: {id}"))


def _remove(context: Context, arguments: argparse.Namespace) -> int:
    project = context.project
    code = lookup.code(project.codebook, arguments.code)
    gone = {code.id, *(each.id for each in project.codebook.descendants(code.id))}
    used = sum(coding.code in gone for coding in project.codings())
    if used and not arguments.force:
        raise UsageError(
            ngettext("{count} coding uses “{name}”.", "{count} codings use “{name}”.", used).format(
                count=used, name=code.name
            ),
            _("Merge it into another code, or add --force to leave them without a code."),
        )
    project.edit_codebook(books.plan_remove(project.codebook, code.id))
    context.out.result(
        {"removed": sorted(gone)}, _("The code “{name}” is removed.").format(name=code.name)
    )
    return 0


def _remove_arguments(parser: Parser) -> None:
    _code(parser)
    parser.add_argument("--force", action="store_true", help=_("also when it is in use"))


def _export_arguments(parser: Parser) -> None:
    lookup.add_output(parser)


def _export(context: Context, arguments: argparse.Namespace) -> int:
    project = context.project
    path = Path(arguments.output or project.root / "exports")
    if path.is_dir() or not arguments.output:
        path = fresh_path(path, project.codebook_path.stem, ".csv")
    books.write_csv(path, project.codebook)
    context.out.result({"file": str(path)}, str(path))
    return 0


def _import_arguments(parser: Parser) -> None:
    parser.add_argument("file", metavar=_("FILE"), help=_("a CSV file with codes"))


def _import(context: Context, arguments: argparse.Namespace) -> int:
    """Add the codes of a CSV file that are not there and change those that differ, as one step.

    What the file has no column for stays, and so do the codes that were merged into another.
    """
    project = context.project
    read, problems = books.read_csv(Path(arguments.file))
    columns = books.csv_columns(Path(arguments.file))
    fields = [name for name in columns if name not in ("id", "parent", "replaces")]
    for problem in problems:
        where = f"{problem.file}:{problem.line}" if problem.line else problem.file
        context.out.say(f"{where}: {problem.message} {problem.cure}")
    book = project.codebook
    changes: list[books.CodeChange] = []
    added = changed = 0
    for code in read.codes:
        there = next((each for each in book.codes if each.id == code.id), None)
        if there is None:
            steps = books.plan_add(book, code)
            added += 1
        else:
            differs = {
                name: getattr(code, name)
                for name in fields
                if getattr(code, name) != getattr(there, name)
            }
            steps = books.plan_edit(book, code.id, **differs) if differs else ()
            if "parent" in columns and code.parent != there.parent:
                edited = books.changed(book, steps)
                place = len(edited.children(code.parent))
                steps = (*steps, *books.plan_move(edited, code.id, code.parent, place))
            changed += bool(steps)
        book = books.changed(book, steps)
        changes += steps
    project.edit_codebook(changes)
    context.out.result(
        {"added": added, "changed": changed},
        _("Codes added: {added}. Changed: {changed}.").format(added=added, changed=changed),
    )
    return 1 if any(problem.severity is Severity.ERROR for problem in problems) else 0


def _told(context: Context, identity: str, sentence: str) -> int:
    book = context.project.codebook
    code = book.get(identity)
    assert code is not None  # it was written a moment ago
    context.out.result(shapes.code(code, book, {}), sentence.format(name=code.name, id=code.id))
    return 0


COMMANDS = (
    Command("codes", lambda: _("list the codes with their keys and counts"), _list),
    Command("codes add", lambda: _("add a code"), _add, _add_arguments),
    Command("codes edit", lambda: _("change a code"), _edit, _edit_arguments),
    Command("codes move", lambda: _("move a code in the tree"), _move, _move_arguments),
    Command("codes merge", lambda: _("merge a code into another"), _merge, _merge_arguments),
    Command("codes remove", lambda: _("remove a code"), _remove, _remove_arguments),
    Command("codes export", lambda: _("write the codebook as CSV"), _export, _export_arguments),
    Command("codes import", lambda: _("read codes from CSV"), _import, _import_arguments),
)

"""Codebooks: ``codebooks/*.yaml`` to Codebook and back, with the researcher's comments kept.

``load`` reads, ``plan_…`` say what a change would be, ``apply`` makes it in the file; ``read_csv``
and ``write_csv`` are for spreadsheets.

What is not needed to open a project is loaded when it is first asked for.
"""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from kodeverk.codebook import cache
from kodeverk.codebook.marks import PALETTE, fresh_color, letters, parse_color, valid_key
from kodeverk.errors import ConflictError, NotFoundError
from kodeverk.files import write_atomic
from kodeverk.i18n import _
from kodeverk.model import Codebook, Problem

if TYPE_CHECKING:
    from kodeverk.codebook.csv import csv_columns, read_csv, write_csv
    from kodeverk.codebook.edit import (
        CodeChange,
        changed,
        invert,
        new_id,
        plan_add,
        plan_cues,
        plan_edit,
        plan_merge,
        plan_move,
        plan_remove,
    )

__all__ = [
    "PALETTE",
    "CodeChange",
    "apply",
    "changed",
    "csv_columns",
    "fresh_color",
    "invert",
    "letters",
    "load",
    "new_id",
    "parse_color",
    "plan_add",
    "plan_cues",
    "plan_edit",
    "plan_merge",
    "plan_move",
    "plan_remove",
    "read_csv",
    "rendered",
    "save_new",
    "template_text",
    "templates",
    "valid_key",
    "write_csv",
]

_TEMPLATES = Path(__file__).parent.parent / "templates"
_IN_CSV = ("csv_columns", "read_csv", "write_csv")


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = "csv" if name in _IN_CSV else "edit"
    return getattr(import_module(f"{__name__}.{module}"), name)


def load(path: Path, root: Path) -> tuple[Codebook, tuple[Problem, ...]]:
    """Return the codebook in ``path`` and what is wrong with it; never raises for data.

    ``root`` is the project's folder: problems name the file relative to it. A file that YAML cannot
    read gives an empty codebook.
    """
    file = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    try:
        data = path.read_bytes()
    except OSError as error:
        message = _("The codebook cannot be read ({reason}).").format(reason=error.strerror)
        cure = _("Put the file back, or name another codebook in kodeverk.toml.")
        return Codebook(), (Problem(file, 0, "codebook-file", message, cure),)
    if book := cache.recall(path, data):
        return book, ()
    from kodeverk.codebook.read import decode, read_text

    text, problems = decode(data, file)
    reading = read_text(text, file)
    if not problems and not reading.problems:
        cache.remember(path, data, reading.book)
    return reading.book, (*problems, *reading.problems)


def apply(path: Path, changes: Sequence["CodeChange"]) -> Codebook:
    """Make ``changes`` in the file and return the codebook as it then is.

    Comments, order and every line that is not part of a change stay. What has been done already is
    passed over. Raises ConflictError if the codes are no longer as the changes found them, or if
    the file is such that it cannot be changed safely; NotFoundError; SaveError. The file is then
    as it was.
    """
    from kodeverk.codebook.edit import Tree, forests
    from kodeverk.codebook.read import decode, read_text
    from kodeverk.codebook.rewrite import graft, rewrite, unfit

    data = _bytes(path)
    text, _problems = decode(data, path.name)
    reading = read_text(text, path.name)
    if any(problem.code == "codebook-syntax" for problem in reading.problems):
        raise unfit()
    tree = Tree(reading.book)
    text_before = text
    steps = [step for change in changes for step in tree.take(change)]
    expected = tree.book()
    if forest := forests(reading.book, expected, steps):
        for roots in forest:
            text = graft(text, reading, expected, roots)
            reading = read_text(text, path.name)
    else:
        for step in steps:
            text = rewrite(text, reading, step)
            reading = read_text(text, path.name)
    if reading.book != expected:
        raise unfit()
    if text == text_before:
        return expected
    if _bytes(path) != data:
        raise ConflictError(
            _("“{file}” was changed by another program just now.").format(file=path.name),
            _("Make the change again."),
        )
    if b"\r\n" in data:
        text = text.replace("\n", "\r\n")
    new = text.encode("utf-8")
    write_atomic(path, new)
    if not reading.problems:
        cache.remember(path, new, expected)
    return expected


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotFoundError(
            _("The codebook “{file}” cannot be read.").format(file=path.name),
            _("Put the file back, or name another codebook in kodeverk.toml."),
        ) from error


def save_new(path: Path, book: Codebook) -> None:
    """Write a codebook to a file that is not there yet. Raises ConflictError, SaveError."""
    if path.exists():
        raise ConflictError(
            _("“{file}” is there already.").format(file=path.name), _("Choose another name.")
        )
    write_atomic(path, rendered(book))


def rendered(book: Codebook) -> bytes:
    """Return the file that holds ``book``."""
    from kodeverk.codebook.write import render

    return render(book).encode("utf-8")


def templates() -> tuple[str, ...]:
    """Return the names of the codebooks a new project can begin with."""
    return tuple(sorted(file.stem for file in _TEMPLATES.glob("*.yaml")))


def template_text(name: str) -> str:
    """Return a template as YAML. Raises NotFoundError."""
    if name not in templates():
        raise NotFoundError(
            _("There is no template “{name}”.").format(name=name),
            _("The templates are: {names}.").format(names=", ".join(templates())),
        )
    return (_TEMPLATES / f"{name}.yaml").read_text(encoding="utf-8")

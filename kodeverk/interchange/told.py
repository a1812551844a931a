"""What a person is told of a study that came in or went out: on the screen, and in a file."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kodeverk.errors import SaveError
from kodeverk.files import fresh_path, write_atomic
from kodeverk.i18n import _, ngettext
from kodeverk.interchange.parcel import Left, Parcel
from kodeverk.text import clean, clean_line

if TYPE_CHECKING:
    from kodeverk.interchange.admit import Admission

_MOST = 8  # so many names of where something was


def parts(counts: Mapping[str, int]) -> list[str]:
    """Return in words how many texts, codes, codings and so on are new, none left out."""
    words: dict[str, Callable[[int], str]] = {
        "texts": lambda n: ngettext("{n} text", "{n} texts", n),
        "codes": lambda n: ngettext("{n} code", "{n} codes", n),
        "codings": lambda n: ngettext("{n} coding", "{n} codings", n),
        "memos": lambda n: ngettext("{n} memo", "{n} memos", n),
        "comments": lambda n: ngettext("{n} comment", "{n} comments", n),
    }
    return [say(n).format(n=n) for key, say in words.items() if (n := counts.get(key, 0))]


def known(counts: Mapping[str, int]) -> str:
    """Return in words what was here already; empty if nothing was."""
    there = {key.removeprefix("known_"): n for key, n in counts.items() if key.startswith("known")}
    said = parts(there)
    return _("Here already: {things}.").format(things=", ".join(said)) if said else ""


def left_line(left: Left) -> str:
    """Return what was left out in one line, with the first of the places."""
    what = clean_line(left.what)
    if left.count:
        what = f"{what.removesuffix('.')} ({left.count})"
    names = [clean_line(each) for each in left.where[:_MOST]]
    if not names:
        return what
    more = len(left.where) - len(names)
    rest = " " + ngettext("… and {n} more", "… and {n} more", more).format(n=more) if more else ""
    return f"{what.removesuffix('.')}: {', '.join(names)}{rest}"


def shape(left: Iterable[Left]) -> list[dict[str, Any]]:
    """Return what was left out as plain values for scripts."""
    return [
        {
            "code": each.code,
            "what": clean_line(each.what),
            "count": each.count,
            "where": [clean_line(name) for name in each.where],
        }
        for each in left
    ]


def write(
    path: Path, title: str, facts: Iterable[str], findings: Iterable[str], left: Iterable[Left]
) -> Path:
    """Write all of it to a text file and return where it is; raises SaveError."""
    lines = [clean_line(title), "", *map(clean_line, facts)]
    for heading, entries in (
        (_("How it was understood"), [clean_line(each) for each in findings]),
        (_("What was left out"), [_whole(each) for each in left]),
    ):
        lines += ["", heading, *([f"- {each}" for each in entries] or [_("Nothing.")])]
    write_atomic(path, clean("\n".join(lines) + "\n").encode("utf-8"))
    return path


def _whole(left: Left) -> str:
    lines = [left_line(Left(left.code, left.what, left.count))]
    return "\n".join([*lines, *(f"    {clean_line(name)}" for name in left.where)])


def facts(parcel: Parcel, found: "Admission") -> list[str]:
    """Return what is new, from where, whose it is, and what was here already."""
    lines = [
        _("{name}, from {program}").format(
            name=clean_line(parcel.name), program=clean_line(parcel.origin) or "–"
        ),
        _("New: {things}.").format(things=", ".join(parts(found.counts)) or _("nothing")),
        known(found.counts),
    ]
    if found.coders:
        lines.append(_("Coders: {names}.").format(names=", ".join(found.coders)))
    return [line for line in lines if line]


def report(root: Path, source: Path, parcel: Parcel, found: "Admission") -> Path | None:
    """Write what became of the study in ``source`` among the exports of the one at ``root``.

    Returns None where it cannot be written: what came in is in the study all the same.
    """
    try:
        return write(
            fresh_path(root / "exports", _("{name} import").format(name=source.stem), ".txt"),
            _("Import of {file}").format(file=source.name),
            facts(parcel, found),
            found.findings,
            found.left,
        )
    except SaveError:
        return None

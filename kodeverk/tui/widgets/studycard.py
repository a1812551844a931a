"""What a file with a study of another program holds, before anything of it is written."""

from collections.abc import Iterable
from itertools import islice

from textual.content import Content

from kodeverk.i18n import _, ngettext
from kodeverk.interchange import told
from kodeverk.text import clean_line
from kodeverk.tui.incoming import Foreign, Incoming

_TEXTS, _CODES = 12, 40  # so many are named


def about(incoming: Incoming, foreign: Foreign) -> Content:
    """Return what would come in, or has, and how the file was understood."""
    name, *rest = told.facts(foreign.parcel, foreign.found)
    parts: list[str | tuple[str, str]] = [(clean_line(incoming.path.name), "bold"), f"\n{name}"]
    if incoming.imported:
        done = _("Imported: {things}.").format(things=incoming.imported)
        parts.append((f"\n✓ {done}", "bold $text-success"))
        if incoming.report:
            parts.append(f"\n{_('All of this is in {file}').format(file=incoming.report.name)}")
    else:
        parts += [f"\n{line}" for line in rest]
    if incoming.refused:
        parts += [("\n✗ ", "bold $text-error"), clean_line(incoming.refused)]
    parts += _list(_("How it was understood"), map(clean_line, foreign.found.findings), "")
    left = map(told.left_line, foreign.found.left)
    parts += _list(_("What is left out"), left, _("Nothing."))
    parts.append("\n")
    return Content.assemble(*parts)


def holds(foreign: Foreign) -> Content:
    """Return the texts and codes of the file by name."""
    parcel = foreign.parcel
    texts = [clean_line(text.name) for text in parcel.texts]
    depth = {code.id: len(parcel.codebook.ancestors(code.id)) for code in parcel.codebook.codes}
    codes = ["  " * depth[code.id] + clean_line(code.name) for code in parcel.codebook.codes]
    parts = [*_most(_("Texts"), texts, _TEXTS), *_most(_("Codes"), codes, _CODES)]
    return Content.assemble(*parts)


def _list(title: str, lines: Iterable[str], none: str) -> list[str | tuple[str, str]]:
    entries = [f"\n• {line}" for line in lines]
    if not entries and not none:
        return []
    return [(f"\n\n{title}", "bold $text-primary"), *(entries or [f"\n{none}"])]


def _most(title: str, lines: list[str], most: int) -> list[str | tuple[str, str]]:
    if not lines:
        return []
    shown: list[str | tuple[str, str]] = [(f"\n{title}", "bold $text-primary")]
    shown += [f"\n{line}" for line in islice(lines, most)]
    if (more := len(lines) - most) > 0:
        shown.append("\n" + ngettext("… and {n} more", "… and {n} more", more).format(n=more))
    return [*shown, "\n"]

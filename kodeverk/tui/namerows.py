"""The names in the files as rows of a table, as wide as there is room for. No widgets."""

from collections.abc import Iterable, Mapping, Sequence

from textual.content import Content

from kodeverk.analysis.people import role_words
from kodeverk.corpus.roster import Entry
from kodeverk.i18n import _, ngettext, pgettext
from kodeverk.model import Role
from kodeverk.text import clean_line

_GAP = "  "
_BOX = 4  # what stands before a row that can be ticked
_LEAST = 8  # what a column of words is never narrower than


def titles(width: int) -> Content:
    """Return the line above the rows."""
    names = (_("In the file"), _("Files"), _turns(), _("Becomes"), _("Role"), _("Attributes"))
    return Content(" " * _BOX + _line(names, _widths(width)))


def rows(entries: Iterable[Entry], width: int) -> list[Content]:
    """Return a row for each of ``entries``; what is only suggested has a question mark."""
    words, widths = role_words(_), _widths(width)
    return [
        Content(
            _line(
                (
                    clean_line(entry.name),
                    str(len(entry.files)),
                    str(entry.turns),
                    becomes(entry),
                    words[entry.role] if entry.role else "–",
                    ", ".join(clean_line(value) for value in entry.attributes.values()),
                ),
                widths,
            )
        )
        for entry in entries
    ]


def becomes(entry: Entry) -> str:
    """Return what a name becomes, in a few letters; nothing where it stays as it is."""
    if entry.suggested:
        return f"{clean_line(entry.suggested)}?"
    if not entry.becomes:
        return "–"
    return "" if entry.becomes == entry.name else f"→ {clean_line(entry.becomes)}"


def about(entry: Entry, files: Sequence[str], as_in: str) -> Content:
    """Return all that is known of a name: ``files`` are the names of those it is in."""
    role = role_words(_)[entry.role] if entry.role else _("roles differ")
    parts: list[str | tuple[str, str]] = [(clean_line(entry.name), "bold")]
    if entry.becomes != entry.name:
        parts.append(" → " + (clean_line(entry.becomes) or _("differs between files")))
    known = "".join(f", {clean_line(f'{k}={v}')}" for k, v in entry.attributes.items())
    turns = ngettext("{n} turn", "{n} turns", entry.turns).format(n=entry.turns)
    words = ngettext("{n} word", "{n} words", entry.words).format(n=entry.words)
    parts.append(f"  {role}{known}  ({turns}, {words})")
    if as_in:
        told = _("As in {id}.").format(id=as_in)
        parts.append((f"\n{told}", "italic"))
    if entry.suggested:
        text = _("May be “{name}”: “g” merges them.").format(name=clean_line(entry.suggested))
        parts.append((f"\n{text}", "bold $text-warning"))
    parts.append(("\n" + ", ".join(map(clean_line, files)), "dim"))
    return Content.assemble(*parts)


def _turns() -> str:
    return pgettext("narrow column", "Turns")


def _widths(width: int) -> tuple[int, ...]:
    role = max(len(word) for word in role_words(_).values())
    numbers = tuple(max(len(word), 3) for word in (_("Files"), _turns()))
    room = max(width - _BOX - sum(numbers) - role - 5 * len(_GAP), 3 * _LEAST)
    last = len(_("Attributes"))
    name = max(min((room - last) // 2, room * 4 // 10, 30), _LEAST)
    return (name, *numbers, name, role, max(room - 2 * name, _LEAST))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    shown = []
    for n, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        text = Content(cell)
        if text.cell_length > width:
            text = text.truncate(width, ellipsis=True)
        pad = " " * (width - text.cell_length)
        shown.append(pad + text.plain if n in (1, 2) else text.plain + pad)
    return _GAP.join(shown).rstrip()


def pairs(text: str) -> Mapping[str, str] | None:
    """Return the attributes in ``unit=library, place=Mysen``; None if it is nothing like that."""
    found = {}
    for part in text.split(";" if ";" in text else ","):
        key, sign, value = part.partition("=")
        if not sign or not key.strip():
            return None
        found[clean_line(key)] = clean_line(value)
    return found


def written(attributes: Mapping[str, str]) -> str:
    """Return ``attributes`` as ``pairs`` reads them."""
    parts = [clean_line(f"{key}={value}") for key, value in attributes.items()]
    comma = any("," in part for part in parts)
    return ("; " if comma else ", ").join(parts)


def shared(roles: Iterable[Role | None]) -> Role | None:
    """Return the role that all have; None where they differ."""
    found = set(roles)
    return found.pop() if len(found) == 1 else None

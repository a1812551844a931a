"""The tree of codes, in and out: nested elements, and the flat names that stand for a tree."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from gettext import NullTranslations
from typing import TYPE_CHECKING

from kodeverk.codebook.marks import parse_color
from kodeverk.i18n import _, ngettext, translator
from kodeverk.interchange.parcel import Left
from kodeverk.interchange.refi import nodes
from kodeverk.interchange.refi.guids import named
from kodeverk.model import Code, Codebook

if TYPE_CHECKING:
    from lxml.etree import _Element

_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\b.*\)")
_ALPHA = re.compile(r"#([0-9a-fA-F]{6})[0-9a-fA-F]{2}")


@dataclass
class Tree:
    """The codes of a file, in the order of the tree, with what is to be told about them.

    ``notes`` are (id of the code, GUID of a note about it).
    """

    codes: list[Code] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    def drop(self, ids: set[str]) -> None:
        """Take codes out; those below them go up to the one above."""
        above = {code.id: code.parent for code in self.codes}

        def up(parent: str | None) -> str | None:
            while parent in ids:
                parent = above[parent]
            return parent

        kept = [code for code in self.codes if code.id not in ids]
        self.codes = in_order([replace(code, parent=up(code.parent)) for code in kept])


def read(book: "_Element | None", origin: str) -> Tree:
    """Return the codes below a ``CodeBook``, each with its GUID as id."""
    tree = Tree()
    seen: set[str] = set()
    colors = 0
    waiting: list[tuple[_Element, str | None]] = []
    for codes in nodes.children(book, "Codes"):
        waiting += [(code, None) for code in reversed(codes)]
    while waiting:
        element, parent = waiting.pop()
        if nodes.local(element) != "Code":
            continue
        name = nodes.line(element, "name")
        id = nodes.link(element, "guid") or named(f"code\n{len(tree.codes)}\n{name}")
        if id in seen:  # the first is the one that codings mean
            id = named(f"{id}\n{len(tree.codes)}")
        seen.add(id)
        color = _color(element.get("color", ""))
        colors += color is None
        tree.codes.append(
            Code(
                id,
                name or _("Code without a name"),
                definition=nodes.words(element, "Description"),
                color=color or "",
                parent=parent,
                codable=element.get("isCodable", "true").strip().lower() not in ("false", "0"),
            )
        )
        tree.notes += [(id, note) for note in nodes.links(element, "NoteRef")]
        waiting += [(child, id) for child in nodes.children(element, "Code")][::-1]
    if colors:
        tree.left.append(Left("color", _("Colours that are written in no known way."), colors))
    _unfold(tree, origin)
    return tree


def _color(text: str) -> str | None:
    if not text.strip():
        return ""
    if found := _RGB.fullmatch(text.strip()):
        return "#" + "".join(f"{min(255, int(part)):02x}" for part in found.groups())
    return parse_color(_ALPHA.sub(r"#\1", text.strip()))


def _unfold(tree: Tree, origin: str) -> None:
    """Make a tree of names such as ``A::B``, and one code of a folder and its namesake within."""
    program = origin.casefold()
    if "qualcoder" in program:
        _join_namesakes(tree)
    if "kodeverk" in program or any(code.parent for code in tree.codes):
        return
    for sign in ("::", "."):
        # A dot is in many a name; only Taguette means a tree by it.
        if sign == "." and "taguette" not in program:
            continue
        if deep := sum(len(_parts(code.name, sign)) > 1 for code in tree.codes):
            tree.codes = _by_names(tree.codes, sign)
            tree.findings.append(
                ngettext(
                    "{n} code name with “{sign}” in it was made a place in the code tree.",
                    "{n} code names with “{sign}” in them were made places in the code tree.",
                    deep,
                ).format(n=deep, sign=sign)
            )


def _parts(name: str, sign: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in name.split(sign))
    return parts if all(parts) else (name,)


def _by_names(codes: Sequence[Code], sign: str) -> list[Code]:
    paths = {_parts(code.name, sign): code.id for code in reversed(codes)}
    made: list[Code] = []
    for code in codes:
        parts = _parts(code.name, sign)
        parent = None
        for length in range(1, len(parts)):
            path = parts[:length]
            if path not in paths:
                paths[path] = named(f"folder\n{sign.join(path)}")
                made.append(Code(paths[path], path[-1], parent=parent, codable=False))
            parent = paths[path]
        made.append(replace(code, name=parts[-1], parent=parent))
    return in_order(made)


def _join_namesakes(tree: Tree) -> None:
    """QualCoder before 4 makes a folder and a code of the same name of a code with codes below."""
    by_id = {code.id: code for code in tree.codes}
    folders: dict[str, Code] = {}
    for code in tree.codes:
        above = by_id[code.parent] if code.parent else None
        if above and not above.codable and code.codable and above.name == code.name:
            folders.setdefault(above.id, code)
    if not folders:
        return
    moved = []
    for code in tree.codes:
        inner = folders.get(code.parent or "")
        if inner is not None and inner is not code:
            code = replace(code, parent=inner.id)
        elif inner is code:
            definition = code.definition or by_id[code.parent or ""].definition
            code = replace(code, definition=definition)
        moved.append(code)
    tree.codes = moved
    tree.drop(set(folders))
    tree.findings.append(
        ngettext(
            "{n} folder with a code of the same name in it became one code.",
            "{n} folders with a code of the same name in them became one code each.",
            len(folders),
        ).format(n=len(folders))
    )


def in_order(codes: Iterable[Code]) -> list[Code]:
    """Return ``codes`` with every parent right before its children."""
    below: dict[str | None, list[Code]] = {}
    for code in codes:
        below.setdefault(code.parent, []).append(code)
    order: list[Code] = []
    waiting = below.get(None, [])[::-1]
    while waiting:
        code = waiting.pop()
        order.append(code)
        waiting += below.get(code.id, [])[::-1]
    return order


def write(
    parent: "_Element",
    book: Codebook,
    guid: Callable[[str], str],
    *,
    coded: frozenset[str] = frozenset(),
    notes: Callable[[str], Sequence[str]] = lambda _id: (),
) -> tuple[Left, ...]:
    """Write ``Codes`` with the codes of ``book`` (there must be one) below ``parent``.

    ``coded`` are the codes that have codings; ``notes`` gives what was written about a code.
    """
    names, renamed = _names(book)
    words = translator(book.language)
    places: dict[str | None, _Element] = {None: nodes.add(parent, "Codes")}
    for code in in_order(_rooted(book)):
        element = nodes.add(
            places[code.parent],
            "Code",
            guid=guid(code.id),
            name=names[code.id],
            isCodable="true" if code.codable or code.id in coded else "false",
            color=(parse_color(code.color) or "").upper(),
        )
        nodes.say(
            element, "Description", "\n\n".join((*_description(code, words), *notes(code.id)))
        )
        places[code.id] = element
    left = []
    if renamed:
        what = _("Codes given another name, since several programs want each name only once.")
        left.append(Left("renamed_code", what, len(renamed), renamed))
    if sided := sum(bool(code.include or code.exclude or code.examples) for code in book.codes):
        what = _("Codes whose use, limits and examples stand in their description.")
        left.append(Left("code_fields", what, sided))
    if cued := sum(len(code.cues) + len(code.counter_cues) for code in book.codes):
        left.append(Left("cue", _("Cues and counter-cues: other programs have none."), cued))
    if keyed := sum(bool(code.key) for code in book.codes):
        left.append(Left("key", _("Keys of codes: other programs have none."), keyed))
    if book.rules:
        what = _("Coding rules: the format has no place for them.")
        left.append(Left("rule", what, len(book.rules)))
    return tuple(left)


def _rooted(book: Codebook) -> Iterator[Code]:
    """Yield the codes, those whose parent is not there at the top."""
    ids = {code.id for code in book.codes}
    for code in book.codes:
        yield code if code.parent in ids else replace(code, parent=None)


def _names(book: Codebook) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return a name for every code, no two the same, and the names that had to change."""
    plain = {code.id: nodes.flat(code.name) or code.id for code in book.codes}
    taken = set(plain.values())
    names: dict[str, str] = {}
    given: set[str] = set()
    renamed = []
    for code in book.codes:
        name = plain[code.id]
        if name in given:
            above = book.get(code.parent) if code.parent else None
            base = f"{name} ({plain[above.id]})" if above else name
            name, number = base, 1
            while name in taken:
                number += 1
                name = f"{base} ({number})"
            renamed.append(name)
            taken.add(name)
        given.add(name)
        names[code.id] = name
    return names, tuple(renamed)


def _description(code: Code, words: NullTranslations) -> Iterator[str]:
    """Yield what the format has one field for: the definition, and the rest under headings."""
    if code.definition:
        yield code.definition
    if code.include:
        yield words.gettext("Use it when: {text}").format(text=code.include)
    if code.exclude:
        yield words.gettext("Do not use it when: {text}").format(text=code.exclude)
    if code.examples:
        yield "\n".join(
            (words.gettext("Examples:"), *(f"– {example}" for example in code.examples))
        )

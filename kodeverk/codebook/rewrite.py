"""One step of a change made in the text of a codebook, with every other line left as it stands.

The parser tells where each code begins and ends; only those lines are touched. Whoever calls reads
the result again and compares: what cannot be done in this way is refused, never guessed.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from kodeverk.codebook import write
from kodeverk.codebook.check import LISTS, tidy_list
from kodeverk.codebook.edit import Step
from kodeverk.codebook.read import Place, Reading, read_text
from kodeverk.errors import ConflictError
from kodeverk.i18n import _
from kodeverk.model import Code, Codebook

_SPELLINGS = {"examples": ("examples", "example")}
_COMMENT = re.compile(r"[ \t]*#")
_DEEPER = re.compile(r"(?:[ \t]*\n)*( *)#.*\n")


def rewrite(text: str, reading: Reading, step: Step) -> str:
    """Return ``text``, which was read as ``reading``, after ``step``. Raises ConflictError."""
    if not text.endswith("\n") and text:
        text += "\n"
    text, reading = _loosen(text, reading, step)
    if step.edit:
        return _edit(text, reading.places[step.code.id], step.code, step.edit)
    if step.remove:
        place = reading.places[step.code.id]
        return _cut(text, place, _region(text, place)[0])[0]
    if step.add:
        return _insert(text, reading, step, lambda dash, said: write.item(step.code, dash, said))
    return _move(text, reading, step)


def graft(text: str, reading: Reading, book: Codebook, roots: Sequence[Code]) -> str:
    """Return ``text`` with new codes last below the parent they share, and all below them.

    ``book`` is the codebook as it is to be. So many codes take no longer than one.
    """
    if not text.endswith("\n") and text:
        text += "\n"
    place = len(reading.book.children(roots[0].parent))
    step = Step(roots[0], place=place, add=True)
    text, reading = _loosen(text, reading, step)
    return _insert(text, reading, step, lambda dash, said: write.items(book, roots, dash, said))


def unfit() -> ConflictError:
    """Return the error for a file written in a way that cannot be changed line by line."""
    return ConflictError(
        _("The codebook is written in a way the program cannot change safely."),
        _("Mend what “kodeverk check” says about it, or make the change in the file by hand."),
    )


def _loosen(text: str, reading: Reading, step: Step) -> tuple[str, Reading]:
    """Write the codes around ``step`` with one field a line if they stand in {} or []."""
    if reading.root is not None and reading.root.flow_style:
        if reading.problems or _has_comment(text):
            raise unfit()
        text = write.render(reading.book)
        return text, read_text(text, "")
    for code_id in (step.code.id, step.code.parent, *_siblings(reading, step.code)):
        place = reading.places.get(code_id or "")
        outer = None
        while place is not None:
            outer = place if place.node.flow_style or place.seq.flow_style else outer
            place = place.above
        if outer is None:
            continue
        flow = outer.seq if outer.seq.flow_style else outer.node
        start, stop = flow.start_mark.index, flow.end_mark.index
        if reading.problems or _has_comment(text[start:stop]):
            raise unfit()
        code = _code_of(reading, outer)
        if flow is outer.seq:
            dash = _column(outer.above) + 2 if outer.above else 2
            codes = reading.book.children(code.parent)
            codes = tuple(c for c in codes if reading.places[c.id].seq is outer.seq)
            new = "\n" + write.items(reading.book, codes, dash, outer.codable)
            start = len(text[:start].rstrip())
        else:
            dash = flow.start_mark.column - 2
            new = write.items(reading.book, (code,), dash, outer.codable)[dash + 2 :]
        text = text[:start] + new.rstrip("\n") + text[stop:]
        return _loosen(text, read_text(text, ""), step)
    return text, reading


def _has_comment(text: str) -> bool:
    return re.search(r"(^|\s)#", text) is not None


def _code_of(reading: Reading, place: Place) -> Code:
    return next(code for code in reading.book.codes if reading.places[code.id] is place)


def _siblings(reading: Reading, code: Code) -> list[str]:
    return [other.id for other in reading.book.children(code.parent) if other.id != code.id]


# Where things stand


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def _line_end(text: str, index: int) -> int:
    end = text.find("\n", index)
    return len(text) if end < 0 else end + 1


def _column(place: Place) -> int:
    return int(place.node.value[0][0].start_mark.column)


def _end(text: str, node: object) -> int:
    """Return where the text of ``node`` ends, without the comments and empty lines after it."""
    from ruamel.yaml.nodes import CollectionNode, MappingNode, ScalarNode

    if isinstance(node, CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        parts = last if isinstance(node, MappingNode) else (last,)
        return max(_end(text, part) for part in parts)
    if isinstance(node, ScalarNode) and not node.value and not node.style:
        return 0  # nothing stands there, and the parser's mark may be past the comments
    index: int = node.end_mark.index  # type: ignore[attr-defined]
    return len(text[:index].rstrip())


def _region(text: str, place: Place) -> tuple[int, int, int]:
    """Return start, end and the dash's column of an item, whole lines with the comments in it."""
    start = place.node.start_mark.index
    dash = text.rfind("-", 0, start)
    begin = _line_start(text, dash)
    if dash < 0 or text[dash + 1 : start].strip() or text[begin:dash].strip():
        raise unfit()
    column = dash - begin
    stop = _line_end(text, _end(text, place.node))
    while match := _DEEPER.match(text, stop):
        if len(match[1]) <= column:
            break
        stop = match.end()
    return begin, stop, column


# Fields


def _edit(text: str, place: Place, code: Code, names: Iterable[str]) -> str:
    names = tuple(names)
    column = _column(place)
    edits: list[tuple[int, int, str]] = []
    for name in write.NAMES:
        if name in names:
            new = write.written(code, name, column, place.codable)
            edits += _field(text, place, code, name, new)
    return _patch(text, edits)


def _patch(text: str, edits: list[tuple[int, int, str]]) -> str:
    out, done = [], 0
    for start, stop, new_text in sorted(edits, key=lambda edit: edit[:2]):
        out += [text[done:start], new_text]
        done = max(done, stop)
    return "".join([*out, text[done:]])


def _field(
    text: str, place: Place, code: Code, name: str, new: write.Written | None
) -> list[tuple[int, int, str]]:
    column = _column(place)
    present = [key for key in _SPELLINGS.get(name, (name,)) if key in place.fields]
    edits = []
    for key in present:
        start, stop, rest = _extent(text, place, key)
        value = place.fields[key][1]
        below = _line_end(text, start)
        if new and key == name and _in_lines(value):
            edits.append((below, rest, _relisted(text, below, value, name, getattr(code, name))))
            continue
        comments = _comments(text, start, stop, value)
        first = text[_line_start(text, start) : start].strip() != ""
        if new and key == present[0]:
            head = new.head + (f"  {comments[0]}" if comments[0] else "")
            edits += [(start, stop, head), (rest, rest, comments[1] + new.below)]
        elif first or text[stop:rest].strip() or any(comments):
            empty = "[]" if name in LISTS else '""'
            empty = str(place.codable).lower() if name == "codable" else empty
            head = f"{key}: {empty}" + (f"  {comments[0]}" if comments[0] else "")
            edits += [(start, stop, head), (rest, rest, comments[1])]
        else:
            edits.append((_line_start(text, start), rest, ""))
    if new and not present:
        before = [n for n in write.NAMES[: write.NAMES.index(name)] if n in place.fields]
        at = _extent(text, place, before[-1])[2]
        edits.append((at, at, f"{' ' * column}{new.head}\n{new.below}"))
    return edits


def _in_lines(value: Any) -> bool:
    """Tell whether ``value`` is a list with a line for each entry."""
    return (
        value.id == "sequence"
        and not value.flow_style
        and all(entry.id == "scalar" and entry.value for entry in value.value)
    )


def _relisted(text: str, below: int, value: Any, name: str, entries: Iterable[str]) -> str:
    """Return the lines of a list that is to hold ``entries``; those that are there keep theirs.

    The comments above an entry belong to it; where it goes, they stay at the head of the list.
    """
    there: dict[tuple[str, ...], str] = {}
    gone = ""
    column = 0
    for entry in value.value:
        dash = text.rfind("-", below, entry.start_mark.index)
        column = dash - _line_start(text, dash)
        end = _line_end(text, _end(text, entry))
        gone += there.pop(key := tidy_list(name, [entry.value]), "")
        there[key] = text[below:end]
        below = end
    lines = [there.pop((entry,), f"{' ' * column}- {write.quoted(entry)}\n") for entry in entries]
    left = (gone + "".join(there.values())).splitlines(keepends=True)
    return "".join([*(line for line in left if _COMMENT.match(line)), *lines])


def _extent(text: str, place: Place, key: str) -> tuple[int, int, int]:
    """Return where a field's key begins, where its value ends, and where the next line begins."""
    key_node, value = place.fields[key]
    start = key_node.start_mark.index
    if value.start_mark.index < key_node.end_mark.index:  # an alias: the value stands elsewhere
        raise unfit()
    stop = max(_end(text, value), text.index(":", _end(text, key_node)) + 1)
    return start, stop, _line_end(text, stop)


def _comments(text: str, start: int, stop: int, value: object) -> tuple[str, str]:
    """Return the comment in a block scalar's first line, and those on lines within a list."""
    style = getattr(value, "style", None)
    if style in ("|", ">"):
        match = re.search(r"\s(#.*)", text[start : text.find("\n", start)])
        return (match[1] if match else "", "")
    if style:
        return "", ""
    lines = text[start:stop].splitlines(keepends=True)[1:]
    return "", "".join(line for line in lines if _COMMENT.match(line))


# Whole codes


def _cut(text: str, place: Place, start: int) -> tuple[str, str, int]:
    """Return the text without an item, its lines from ``start`` on, and the column of its dash."""
    stop, column = _region(text, place)[1:]
    lines = text[start:stop]
    text = text[:start] + text[stop:]
    if len(place.seq.value) > 1:
        return text, lines, column
    # The list is empty now: its key goes too, unless a comment or the whole book hangs on it.
    key = place.seq_key.start_mark.index
    colon = text.index(":", place.seq_key.end_mark.index) + 1
    begin, end = _line_start(text, key), _line_end(text, colon)
    if place.above and end == start and not (text[begin:key] + text[colon:end]).strip():
        text = text[:begin] + text[end:]
    else:
        text = f"{text[:colon]} []{text[colon:]}"
    return text, lines, column


def _move(text: str, reading: Reading, step: Step) -> str:
    place = reading.places[step.code.id]
    unsaid = _unsaid(reading, step)
    if unsaid is not place.codable and "codable" not in place.fields:
        said = write.Written(f"codable: {str(place.codable).lower()}")
        text = _patch(text, _field(text, place, step.code, "codable", said))
        reading = read_text(text, "")
        place = reading.places[step.code.id]
    text, lines, column = _cut(text, place, _with_comments_above(text, place))
    return _insert(text, read_text(text, ""), step, lambda dash, _said: _shift(lines, column, dash))


def _with_comments_above(text: str, place: Place) -> int:
    """Return where an item begins with the comments right above it.

    Those above the first item of a list are about the list.
    """
    start, _stop, column = _region(text, place)
    while place.seq.value[0] is not place.node and start:
        line = text[_line_start(text, start - 1) : start]
        if not line.startswith(" " * column + "#"):
            break
        start -= len(line)
    return start


def _unsaid(reading: Reading, step: Step) -> bool:
    """Return whether a code is codable where ``step`` puts it, if nothing is said."""
    if step.code.parent is not None:
        return True
    siblings = _siblings(reading, step.code)  # there are some: it came from below one of them
    return reading.places[siblings[max(0, (step.place or 0) - 1)]].codable


def _insert(text: str, reading: Reading, step: Step, lines: Callable[[int, bool], str]) -> str:
    """Return the text with ``lines`` where ``step`` puts them.

    They are asked for by the column of the dash, and what a code there is if nothing is said of it.
    """
    siblings = _siblings(reading, step.code)
    index = min(step.place or 0, len(siblings))
    if siblings:
        near = reading.places[siblings[max(0, index - 1)]]
        if near.above is not reading.places.get(step.code.parent or ""):
            raise unfit()  # between them stands a code that could not be read
        start, stop, dash = _region(text, near)
        at, prefix, codable = (stop if index else start), "", near.codable
    else:
        text, at, dash, prefix, codable = _open_list(text, reading, step.code.parent)
    return text[:at] + prefix + lines(dash, codable) + text[at:]


def _open_list(text: str, reading: Reading, parent: str | None) -> tuple[str, int, int, str, bool]:
    """Return the text, place, dash column, key line and default for the first code of a list."""
    place = reading.places[parent] if parent is not None else None
    fields = place.fields if place else reading.top
    column = _column(place) if place else 0
    key = "themes" if place is None and "themes" in fields and "codes" not in fields else "codes"
    codable = key == "codes"
    if key not in fields:
        at = _line_end(text, _end(text, place.node)) if place else len(text)
        return text, at, column + 2, f"{' ' * column}codes:\n", codable
    key_node, value = fields[key]
    if value.value and value.id == "sequence":  # only codes that could not be read
        raise unfit()
    colon = text.index(":", key_node.end_mark.index) + 1
    stop = max(colon, _end(text, value))
    text = text[:colon] + text[stop:]
    at = _line_end(text, colon)
    while _COMMENT.match(text, at):
        at = _line_end(text, at)
    return text, at, column + 2, "", codable


def _shift(lines: str, old: int, new: int) -> str:
    shifted = []
    for line in lines.splitlines(keepends=True):
        if new >= old:
            shifted.append(" " * (new - old) + line if line.strip() else line)
        else:
            blanks = len(line) - len(line.lstrip(" "))
            shifted.append(line[min(old - new, blanks) :])
    return "".join(shifted)

"""Changes to a codebook as data: planned here, applied to a Codebook here and to a file elsewhere.

A change is one code before and after. Several are read one after the other: ``index`` is the place
among the siblings at that moment. So turning them round, last first, undoes them exactly.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kodeverk.codebook.check import (
    CUES,
    FIELDS,
    LISTS,
    checked,
    one_side,
    slug,
    tidy_line,
    tidy_list,
)
from kodeverk.errors import ConflictError, NotFoundError, UsageError
from kodeverk.i18n import _
from kodeverk.model import Code, Codebook


@dataclass(frozen=True)
class CodeChange:
    """One code before and after: all its fields, ``parent`` and ``index``; None where it is not."""

    code: str
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None


def invert(changes: Iterable[CodeChange]) -> tuple[CodeChange, ...]:
    """Return the changes that undo ``changes``."""
    return tuple(CodeChange(c.code, c.after, c.before) for c in reversed(tuple(changes)))


@dataclass(frozen=True)
class Step:
    """What a change does to the codes as they are: exactly one of its four parts is set.

    ``codable`` of ``move`` and ``add`` needs no word here: a file says it where it must.
    """

    code: Code
    edit: tuple[str, ...] = ()
    place: int | None = None
    add: bool = False
    remove: bool = False


class Tree:
    """The codes of a codebook while they change."""

    def __init__(self, book: Codebook) -> None:
        self._book = book
        self.codes = {code.id: code for code in book.codes}
        self.order: dict[str | None, list[str]] = {None: []}
        for code in book.codes:
            self.order.setdefault(code.parent, []).append(code.id)

    def book(self) -> Codebook:
        """Return the codebook as it is now."""
        return replace(self._book, codes=tuple(self._below(None)))

    def _below(self, parent: str | None) -> Iterable[Code]:
        for code_id in self.order.get(parent, ()):
            yield self.codes[code_id]
            yield from self._below(code_id)

    def snapshot(self, code_id: str) -> dict[str, object]:
        """Return the code as a change tells it."""
        code = self.codes[code_id]
        fields: dict[str, object] = {"id": code.id, "parent": code.parent}
        fields["index"] = self.order[code.parent].index(code_id)
        for name in FIELDS:
            value = getattr(code, name)
            fields[name] = list(value) if name in LISTS else value
        return fields

    def within(self, code_id: str | None, above: str) -> bool:
        """Tell whether ``code_id`` is ``above`` or below it."""
        while code_id is not None and code_id != above:
            code_id = self.codes[code_id].parent
        return code_id is not None

    def take(self, change: CodeChange) -> list[Step]:
        """Make ``change`` and return its steps; none if all of it is so already.

        Raises ConflictError where the codes are not as the change found them.
        """
        current = self.codes.get(change.code)
        if change.after is None:
            return self._remove(change, current)
        wanted = _code(change.code, change.after)
        if current is None:
            if change.before is not None:
                raise _conflict(change.code)
            return self._add(wanted, change.after)
        if change.before is None:
            if _fields(current) != _fields(wanted):
                raise _conflict(change.code)
            return []
        return self._edit(change, current, wanted) + self._move(change, wanted)

    def _remove(self, change: CodeChange, current: Code | None) -> list[Step]:
        if current is None or change.before is None:
            return []
        if self.order.get(change.code) or _fields(current) != _fields(
            _code(change.code, change.before)
        ):
            raise _conflict(change.code)
        del self.codes[change.code]
        self.order[current.parent].remove(change.code)
        return [Step(current, remove=True)]

    def _add(self, code: Code, after: Mapping[str, object]) -> list[Step]:
        if code.parent is not None and code.parent not in self.codes:
            raise _conflict(code.parent)
        self.codes[code.id] = code
        return [Step(code, place=self._put(code.id, code.parent, after), add=True)]

    def _edit(self, change: CodeChange, current: Code, wanted: Code) -> list[Step]:
        before = _code(change.code, change.before or {})
        names = []
        for name in FIELDS:
            was, is_now, then = (getattr(code, name) for code in (before, current, wanted))
            if was == then or is_now == then:
                continue
            if is_now != was:
                raise _conflict(change.code)
            names.append(name)
        if not names:
            return []
        code = replace(current, **{name: getattr(wanted, name) for name in names})
        self.codes[code.id] = code
        return [Step(code, edit=tuple(names))]

    def _move(self, change: CodeChange, wanted: Code) -> list[Step]:
        before, after = change.before or {}, change.after or {}
        where = ("parent", "index")
        if all(before.get(name) == after.get(name) for name in where):
            return []
        now = self.snapshot(change.code)
        if all(now[name] == after.get(name) for name in where):
            return []
        parent = wanted.parent
        if now["parent"] not in (before.get("parent"), parent):
            raise _conflict(change.code)
        if parent is not None and (parent not in self.codes or self.within(parent, change.code)):
            raise _conflict(parent)
        code = replace(self.codes[change.code], parent=parent)
        self.order[self.codes[change.code].parent].remove(change.code)
        self.codes[change.code] = code
        return [Step(code, place=self._put(code.id, parent, after))]

    def _put(self, code_id: str, parent: str | None, after: Mapping[str, object]) -> int:
        siblings = self.order.setdefault(parent, [])
        index = after.get("index")
        place = index if isinstance(index, int) else len(siblings)
        place = max(0, min(place, len(siblings)))
        siblings.insert(place, code_id)
        return place


def forests(before: Codebook, after: Codebook, steps: Sequence[Step]) -> list[tuple[Code, ...]]:
    """Return the new codes right below each old one (or the top), where codes were only added.

    Empty where something else was changed too, or where a new code comes before an old one.
    """
    if len(steps) < 2 or not all(step.add for step in steps):
        return []
    old = {code.id for code in before.codes}
    found = []
    for parent in (None, *(code.id for code in before.codes)):
        children = after.children(parent)
        fresh = tuple(code for code in children if code.id not in old)
        if fresh != children[len(children) - len(fresh) :]:
            return []
        found += [fresh] if fresh else []
    return found


def _fields(code: Code) -> Code:
    return replace(code, parent=None)


def _code(code_id: str, fields: Mapping[str, object]) -> Code:
    values: dict[str, Any] = {}
    for name in FIELDS:
        value = fields.get(name)
        if name in LISTS:
            entries = map(str, value) if isinstance(value, list | tuple) else ()
            values[name] = tidy_list(name, entries)
        elif name == "codable":
            values[name] = value is not False
        else:
            values[name] = str(value or "")
    parent = fields.get("parent")
    return Code(id=code_id, parent=parent if isinstance(parent, str) else None, **values)


def _conflict(code_id: str) -> ConflictError:
    return ConflictError(
        _("The code “{id}” has been changed in the meantime; nothing was overwritten.").format(
            id=code_id
        ),
        _("Look at the codebook as it is now, and make the change again."),
    )


class _Plan:
    """Collects changes, each planned on the codes as the ones before it leave them."""

    def __init__(self, book: Codebook) -> None:
        self.tree = Tree(book)
        self.changes: list[CodeChange] = []

    def find(self, code_id: str) -> Code:
        try:
            return self.tree.codes[code_id]
        except KeyError:
            raise NotFoundError(
                _("There is no code “{id}”.").format(id=code_id),
                _("See the codes with “kodeverk codes”."),
            ) from None

    def do(
        self, code_id: str, before: dict[str, object] | None, after: dict[str, object] | None
    ) -> None:
        change = CodeChange(code_id, before, after)
        if self.tree.take(change):
            self.changes.append(change)

    def done(self) -> tuple[CodeChange, ...]:
        return tuple(self.changes)


def new_id(book: Codebook, name: str) -> str:
    """Return an id for a new code of that name that neither a code nor a merged code has had."""
    taken = {code.id for code in book.codes}
    taken.update(old for code in book.codes for old in code.replaces)
    stem = slug(name) or "kode"
    number, code_id = 1, stem
    while code_id in taken:
        number += 1
        code_id = f"{stem}-{number}"
    return code_id


def plan_add(book: Codebook, code: Code, index: int | None = None) -> tuple[CodeChange, ...]:
    """Plan a new code below ``code.parent``, last or at ``index``. Raises UsageError."""
    plan = _Plan(book)
    code_id = tidy_line(code.id)
    if not code_id or book.get(code_id):
        raise UsageError(
            _("The id “{id}” is taken or empty.").format(id=code_id), _("Choose another id.")
        )
    if code.parent is not None:
        plan.find(code.parent)
    fields = {name: getattr(code, name) for name in FIELDS}
    after = {"id": code_id, "parent": code.parent} | checked(book, code_id, fields)
    siblings = len(plan.tree.order.get(code.parent, ()))
    after["index"] = siblings if index is None else max(0, min(index, siblings))
    one_side(_code(code_id, after))
    plan.do(code_id, None, after)
    return plan.done()


def plan_edit(book: Codebook, code_id: str, **fields: object) -> tuple[CodeChange, ...]:
    """Plan new values for fields of a code (not id, parent, replaces). Raises UsageError."""
    if unknown := set(fields) - (set(FIELDS) - {"replaces"}):
        raise TypeError(f"not fields of a code: {sorted(unknown)}")
    plan = _Plan(book)
    plan.find(code_id)
    before = plan.tree.snapshot(code_id)
    after = before | checked(book, code_id, fields)
    if not set(CUES).isdisjoint(fields):
        one_side(_code(code_id, after))
    plan.do(code_id, before, after)
    return plan.done()


def plan_cues(
    book: Codebook,
    code_id: str,
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
    *,
    against: bool = False,
) -> tuple[CodeChange, ...]:
    """Plan words and phrases that are to speak for a code (or ``against`` it), and that no longer.

    What is added is taken away from the other side. Raises UsageError.
    """
    code = _Plan(book).find(code_id)
    here, there = CUES[::-1] if against else CUES
    new = tidy_list(here, add)
    gone = {cue.casefold() for cue in tidy_list(here, remove)}
    added = {cue.casefold() for cue in new}
    kept = (cue for cue in getattr(code, here) if cue.casefold() not in gone)
    other = (cue for cue in getattr(code, there) if cue.casefold() not in added)
    return plan_edit(book, code_id, **{here: (*kept, *new), there: tuple(other)})


def plan_move(
    book: Codebook, code_id: str, parent: str | None, index: int
) -> tuple[CodeChange, ...]:
    """Plan to move a code, with all below it, to ``index`` among the codes below ``parent``.

    ``index`` is counted without the code itself. Raises UsageError.
    """
    plan = _Plan(book)
    plan.find(code_id)
    if parent is not None:
        plan.find(parent)
        if plan.tree.within(parent, code_id):
            raise UsageError(
                _("A code cannot be moved below itself."), _("Choose another place for it.")
            )
    before = plan.tree.snapshot(code_id)
    others = [other for other in plan.tree.order.get(parent, ()) if other != code_id]
    place = max(0, min(index, len(others)))
    plan.do(code_id, before, before | {"parent": parent, "index": place})
    return plan.done()


def plan_merge(book: Codebook, source: str, into: str) -> tuple[CodeChange, ...]:
    """Plan to merge ``source`` into ``into``: codings of ``source`` count as ``into`` from then on.

    The codes below ``source`` come along, and so do its cues. Raises UsageError.
    """
    plan = _Plan(book)
    old, new = plan.find(source), plan.find(into)
    if plan.tree.within(into, source):
        raise UsageError(
            _("A code cannot be merged into itself or a code below it."), _("Choose another code.")
        )
    if old.codable and not new.codable:
        raise UsageError(
            _("“{name}” only gathers other codes and takes no codings.").format(name=new.name),
            _("Choose a code that can be used on text."),
        )
    for child in tuple(plan.tree.order.get(source, ())):
        before = plan.tree.snapshot(child)
        end = len(plan.tree.order.get(into, ()))
        plan.do(child, before, before | {"parent": into, "index": end})
    gone = plan.tree.snapshot(source)
    after_replaces = [*new.replaces, source, *old.replaces]
    plan.do(source, gone, None)
    before = plan.tree.snapshot(into)
    spoken = {cue.casefold() for cue in old.cues}
    plan.do(
        into,
        before,
        before
        | {
            "replaces": after_replaces,
            "cues": list(tidy_list("cues", (*new.cues, *old.cues))),
            "counter_cues": [cue for cue in new.counter_cues if cue.casefold() not in spoken],
        },
    )
    return plan.done()


def plan_remove(book: Codebook, code_id: str) -> tuple[CodeChange, ...]:
    """Plan to remove a code that has no codes below it. Raises UsageError."""
    plan = _Plan(book)
    code = plan.find(code_id)
    if plan.tree.order.get(code_id):
        raise UsageError(
            _("“{name}” has codes below it.").format(name=code.name),
            _("Move or remove those first."),
        )
    plan.do(code_id, plan.tree.snapshot(code_id), None)
    return plan.done()


def changed(book: Codebook, changes: Sequence[CodeChange]) -> Codebook:
    """Return ``book`` after ``changes``. Raises ConflictError."""
    tree = Tree(book)
    for change in changes:
        tree.take(change)
    return tree.book()

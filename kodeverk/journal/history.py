"""Undo and redo without end: which actions of one journal can be taken back, read from its events.

An action is the events that share an ``act``. Undoing appends an action that says what it
``undoes``; redoing appends one that says what it ``redoes``. So both survive a restart, and the
journal only ever grows. What has been read, shown or used, or accepted as lost, is no action.
"""

from collections.abc import Iterable

from kodeverk.journal.events import AnyEvent, BookChanged, Lost, Opened, Read, Shown, Used
from kodeverk.model import Value


class Action(Value, frozen=True):
    """What the coder did in one go: one or more events."""

    id: str
    events: tuple[AnyEvent, ...]


class History:
    """The two stacks of one journal: what can be undone, and what can be redone."""

    def __init__(self) -> None:
        self._undo: list[Action] = []
        self._redo: list[Action] = []

    @classmethod
    def of(cls, events: Iterable[AnyEvent]) -> "History":
        """Return the history that the events of one journal add up to, by running number."""
        history = cls()
        groups: dict[str, dict[str, AnyEvent]] = {}
        for event in sorted(events, key=lambda event: (event.n, event.id)):
            groups.setdefault(event.action, {})[event.id] = event
        for group in groups.values():
            history.add(group.values())
        return history

    def add(self, events: Iterable[AnyEvent]) -> None:
        """Take in the events of one action, the newest."""
        no_action = (Opened, Read, Shown, Used, Lost)
        kept = tuple(event for event in events if not isinstance(event, no_action))
        if not kept:
            return
        action = Action(kept[0].action, kept)
        # Nothing to take back or set again: a step that was passed over.
        void = all(isinstance(event, BookChanged) and not event.changes for event in kept)
        if kept[0].undoes:
            _drop(self._undo, kept[0].undoes)
            if not void:
                self._redo.append(action)
        elif kept[0].redoes:
            _drop(self._redo, kept[0].redoes)
            if not void:
                self._undo.append(action)
        else:
            self._undo.append(action)
            self._redo.clear()

    @property
    def undoable(self) -> Action | None:
        """The action that undo would take back."""
        return self._undo[-1] if self._undo else None

    @property
    def redoable(self) -> Action | None:
        """The undoing action that redo would take back."""
        return self._redo[-1] if self._redo else None


def _drop(stack: list[Action], action_id: str) -> None:
    """Take the action of that id out; a damaged journal may not hold it."""
    for index in range(len(stack) - 1, -1, -1):
        if stack[index].id == action_id:
            del stack[index]
            return

"""Undo and redo without end: which actions of one journal can be taken back, read from its events.

An action is the events that share an ``act``. Undoing appends an action that says what it
``undoes``; redoing appends one that says what it ``redoes``. So both survive a restart, and the
journal only ever grows. What has been read is no action.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kodeverk.journal.events import AnyEvent, Opened, Read


@dataclass(frozen=True, slots=True)
class Action:
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
        group: list[AnyEvent] = []
        seen: set[str] = set()
        for event in sorted(events, key=lambda event: (event.n, event.id)):
            if event.id in seen:
                continue
            seen.add(event.id)
            if group and group[0].action != event.action:
                history.add(group)
                group = []
            group.append(event)
        if group:
            history.add(group)
        return history

    def add(self, events: Iterable[AnyEvent]) -> None:
        """Take in the events of one action, the newest."""
        kept = tuple(event for event in events if not isinstance(event, Opened | Read))
        if not kept:
            return
        action = Action(kept[0].action, kept)
        if kept[0].undoes:
            if self._undo:
                self._undo.pop()
            self._redo.append(action)
        elif kept[0].redoes:
            if self._redo:
                self._redo.pop()
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

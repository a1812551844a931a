"""Who coded and wrote: names for the GUIDs of users, some of which lead nowhere."""

from typing import TYPE_CHECKING

from kodeverk.i18n import _
from kodeverk.interchange.refi import nodes

if TYPE_CHECKING:
    from lxml.etree import _Element


class People:
    """The users of a file. No two have the same name; one who is not listed is unknown."""

    def __init__(self, users: "_Element | None") -> None:
        self._names: dict[str, str] = {}
        self._met: dict[str, None] = {}
        self.renamed: list[str] = []
        self.strangers = 0
        for number, user in enumerate(nodes.children(users, "User"), start=1):
            id = nodes.link(user, "guid")
            name = nodes.line(user, "name") or nodes.line(user, "id")
            if id and id not in self._names:
                self._names[id] = self._unlike(name or f"{unknown()} {number}")

    def _unlike(self, name: str) -> str:
        taken = set(self._names.values())
        found, count = name, 1
        while found in taken:
            count += 1
            found = f"{name} ({count})"
        if found != name:
            self.renamed.append(found)
        return found

    def name(self, *guids: str) -> str:
        """Return the name of the first of ``guids`` that is a user's."""
        found = next((self._names[guid] for guid in guids if guid in self._names), "")
        if not found and len(self._names) == 1:
            (found,) = self._names.values()
        if not found:
            self.strangers += 1
            found = unknown()
        self._met[found] = None
        return found

    def all(self) -> tuple[str, ...]:
        """Return who has been met, in the order of the file."""
        listed = [name for name in self._names.values() if name in self._met]
        return tuple(dict.fromkeys((*listed, *self._met)))


def unknown() -> str:
    """Return what somebody without a name is called."""
    return _("Unknown coder")

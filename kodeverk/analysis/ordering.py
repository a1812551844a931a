"""The codes in the order in which somebody wants to read of them."""

from collections.abc import Iterable

from kodeverk.model import Code, Codebook


class Order:
    """Codes as ``named``, and otherwise as in the codebook; a theme always holds its own."""

    def __init__(self, book: Codebook, named: Iterable[str]) -> None:
        self._book = book
        self._places: dict[str, int] = {}
        for code in named:
            self._places.setdefault(book.resolve(code), len(self._places))

    def place(self, code: str) -> int:
        """Return the place that a code was named at; that after all of them if it was not."""
        return self._places.get(code, len(self._places))

    def children(self, code_id: str | None) -> list[Code]:
        """Return the codes right below a code (None: those at the top), in order."""
        return sorted(self._book.children(code_id), key=lambda code: self.place(code.id))

    def all(self) -> list[Code]:
        """Return every code, a theme right before what is below it."""
        found: dict[str, Code] = {}

        def walk(parent: str | None) -> None:
            for code in self.children(parent):
                found[code.id] = code
                walk(code.id)

        walk(None)
        return [*found.values(), *(code for code in self._book.codes if code.id not in found)]

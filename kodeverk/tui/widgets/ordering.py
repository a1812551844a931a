"""A list to tick whose rows can be moved up and down among their siblings."""

from kodeverk.tui.widgets.lists import Row, TickList


class OrderedTicks(TickList[str]):
    """What stands below a row in the tree moves with it."""

    @property
    def order(self) -> tuple[str, ...]:
        """The values of all rows as they stand."""
        return tuple(row.value for row in self._rows)

    def move(self, by: int) -> bool:
        """Move the marked row past the sibling after it, or before it; False if there is none."""
        at = self.highlighted
        if at is None:
            return False
        if by > 0:
            first, middle = at, self._end(at)
            if middle == len(self._rows) or self._rows[middle].depth != self._rows[at].depth:
                return False
            last = self._end(middle)
            here = at + last - middle
        else:
            before = self._sibling_before(at)
            if before is None:
                return False
            first, middle, last, here = before, at, self._end(at), before
        rows, ticked = list(self._rows), set(self.ticked)
        rows[first:last] = [*rows[middle:last], *rows[first:middle]]
        self._show(rows, ticked, here)
        return True

    def put_in_order(self, order: tuple[str, ...]) -> None:
        """Show the rows as ``order`` names them."""
        place = {value: number for number, value in enumerate(order)}
        rows = sorted(self._rows, key=lambda row: place.get(row.value, len(place)))
        self._show(rows, set(self.ticked), 0)

    def _show(self, rows: list[Row[str]], ticked: set[str], marked: int) -> None:
        self.put(rows, ticked)
        self.highlighted = marked
        self.post_message(self.Ticked())

    def _end(self, at: int) -> int:
        """Return where what belongs to the row at ``at`` ends."""
        depth = self._rows[at].depth
        for below in range(at + 1, len(self._rows)):
            if self._rows[below].depth <= depth:
                return below
        return len(self._rows)

    def _sibling_before(self, at: int) -> int | None:
        depth = self._rows[at].depth
        for above in range(at - 1, -1, -1):
            if self._rows[above].depth == depth:
                return above
            if self._rows[above].depth < depth:
                break
        return None

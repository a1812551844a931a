"""What has been gone through in the review room and what comes next; nothing here is written."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from msgspec.structs import replace

from kodeverk.model import Coding, Span
from kodeverk.suggest.asking import Item, Order, Progress, Queue, Review

ORDERS = tuple(Order)


@dataclass(frozen=True)
class Given:
    """An answer that was given: ``code`` is the one set, None for no.

    ``alike`` are those near-identical to it, which could have the same answer. ``items`` are all
    that got it in one go; none where it was another change, such as a memo. ``coding`` is the
    first that was set.
    """

    items: tuple[Item, ...]
    code: str | None = None
    alike: tuple[Item, ...] = ()
    coding: Coding | None = None

    @property
    def edited(self) -> bool:
        """True if another code was set than the one suggested, or that one on another span."""
        if self.code is None or not self.items:
            return False
        place = self.code, self.coding.span if self.coding else self.items[0].span
        return place != (self.items[0].code, self.items[0].span)


@dataclass
class Round:
    """One visit in the review room: the queue as it was last built, and the answers since.

    ``waits`` tells whether an item has no answer yet, as the study stands now.
    """

    waits: Callable[[Item], bool]
    order: Order = Order.SUREST
    transcripts: tuple[str, ...] = ()
    code: str = ""
    queue: Queue = field(default_factory=lambda: Queue(""))
    current: Item | None = None
    span: Span = field(default_factory=lambda: Span(0, 0))  # as it was widened or narrowed
    alike: tuple[Item, ...] = ()  # near-identical to the current one
    skipped: list[Item] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    undone: list[Given] = field(default_factory=list)
    _coming: list[Item] = field(default_factory=list)

    @property
    def question(self) -> Review:
        """What to ask for."""
        return Review(
            self.order,
            self.transcripts,
            (self.code,) if self.code else (),
            tuple(item.place for item in self.skipped),
        )

    @property
    def coming(self) -> tuple[Item, ...]:
        """What is known to come after the current one."""
        return tuple(self._coming)

    @property
    def left(self) -> int:
        """How many wait, the current one included."""
        beyond = self.queue.total - len(self.queue.items)
        return len(self._coming) + (self.current is not None) + max(beyond, 0)

    @property
    def last(self) -> Given | None:
        """The answer given last, if the one before the current was answered."""
        return self.given[-1] if self.given and self.given[-1].items else None

    @property
    def repeatable(self) -> tuple[Item, ...]:
        """Those that could have the same answer as the last one, and still wait."""
        return tuple(item for item in self.last.alike if self.waits(item)) if self.last else ()

    @property
    def tally(self) -> Counter[str]:
        """How many were accepted, edited and rejected in this visit, as the record counts them."""
        count: Counter[str] = Counter()
        for given in self.given:
            kind = "rejected" if given.code is None else "edited" if given.edited else "accepted"
            count[kind] += len(given.items)
        return count

    def progress(self, code: str) -> Progress | None:
        """Return how far a code has come."""
        return next((each for each in self.queue.progress if each.code == code), None)

    def take(self, queue: Queue) -> bool:
        """Take in a queue made anew; the current item stays. Tell whether another is current."""
        passed = {item.place for item in self.skipped}
        self.queue = queue
        self._coming = [i for i in queue.items if i.place not in passed and self.waits(i)]
        if self.current is None or not self.waits(self.current):
            self.current = None
            return self.advance() or not self._coming
        here = self.current.place
        for item in self._coming:
            if item.place == here:  # the score may be another now; what is shown is what counts
                self.current = replace(self.current, alike=item.alike)
                self.alike = self._group(item)
        self._coming = [item for item in self._coming if item.place != here]
        return False

    def restart(self) -> None:
        """Forget the queue: another one is wanted."""
        self.queue, self._coming = Queue(""), []
        self.current, self.alike = None, ()

    def advance(self) -> bool:
        """Go on to the next item; False if there is none."""
        while self._coming:
            item = self._coming.pop(0)
            if self.waits(item):
                self._go_to(item, self._group(item))
                return True
        self.current, self.alike = None, ()
        return False

    def skip(self) -> None:
        """Leave the current item for later."""
        if self.current is not None:
            self.skipped.append(self.current)
            self.advance()

    def unskip(self) -> bool:
        """Go back to the item skipped last; False if none was."""
        while self.skipped:
            item = self.skipped.pop()
            if self.waits(item):
                self._return_to(item)
                return True
        return False

    def answer(self, given: Given) -> None:
        """Note an answer and go on."""
        self.given.append(given)
        self.undone = []
        if given.items:
            self.advance()

    def undo(self) -> Given | None:
        """Take back the last answer and go to what it was about."""
        if not self.given:
            return None
        given = self.given.pop()
        self.undone.append(given)
        if given.items:
            self._return_to(given.items[0])
            self.alike = given.alike
        return given

    def redo(self) -> Given | None:
        """Give the answer again that was taken back last, and go on."""
        if not self.undone:
            return None
        given = self.undone.pop()
        self.given.append(given)
        if given.items and (self.current is None or not self.waits(self.current)):
            self.advance()
        return given

    def _group(self, item: Item) -> tuple[Item, ...]:
        known = self.queue.groups[item.alike] if 0 <= item.alike < len(self.queue.groups) else ()
        return tuple(each for each in known if each.place != item.place and self.waits(each))

    def _return_to(self, item: Item) -> None:
        if self.current is not None:
            self._coming.insert(0, self.current)
        self._go_to(item, ())

    def _go_to(self, item: Item, alike: tuple[Item, ...]) -> None:
        self.current, self.span, self.alike = item, item.span, alike

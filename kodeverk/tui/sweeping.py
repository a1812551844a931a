"""Collects garbage while nobody presses a key: a collection then would hold the frame back.

By itself Python collects in the middle of whatever makes objects, most of all a frame, and takes 30
to 130 ms for it.
"""

import gc
import time

SWEEP_SECONDS = 1.0  # how often it is asked whether to
_REST = 0.3  # seconds without a key after which a small collection is not noticed
_LONG_REST = 3.0  # and after which one of everything is not
_FEW = 2_000  # new objects that are not worth collecting
_SELDOM = 60.0  # seconds between collections of everything


def hold_back() -> None:
    """Leave the collecting to a Sweeper; Python steps in only if it never gets to it."""
    gc.set_threshold(500_000, 20, 100)


class Sweeper:
    """Decides when to collect. Times are those of a monotonic clock, in seconds."""

    def __init__(self) -> None:
        self._input = time.monotonic()
        self._all = 0.0

    def wait(self) -> None:
        """Note that a key was pressed or the mouse moved."""
        self._input = time.monotonic()

    def sweep(self) -> int | None:
        """Collect what the moment allows; return the generation collected, or None."""
        now = time.monotonic()
        quiet = now - self._input
        if quiet >= _LONG_REST and now - self._all >= _SELDOM:
            first, self._all = not self._all, now
            gc.collect()
            if first:
                gc.freeze()  # what the start has made is there to stay
            return 2
        if quiet >= _REST and gc.get_count()[0] > _FEW:
            gc.collect(1)
            return 1
        return None

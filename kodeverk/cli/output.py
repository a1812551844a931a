"""Everything the command line says: results on stdout, talk on stderr, nothing a terminal obeys."""

import contextlib
import json
import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TextIO, TypeVar

from kodeverk.i18n import _
from kodeverk.text import clean, clean_line

# JSON escapes only C0: these too could reach a terminal, or turn the line around.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_GAP = "  "
_T = TypeVar("_T")


def prepare_streams() -> None:
    """Have a pipe or file take every letter (Windows gives it cp1252), as UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty():
            reconfigure(errors="replace")
        else:
            reconfigure(encoding="utf-8", errors="replace")


class Unwritten(Exception):
    """The results could not be written where they were to go, a full disk for example."""


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """Raise Unwritten where standard output takes no more, and BrokenPipeError as it comes."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Unwritten(error.strerror or type(error).__name__) from error


def talk(text: str) -> None:
    """Say something on standard error; a disk that is full there stops nothing."""
    with contextlib.suppress(OSError):
        print(clean(text), file=sys.stderr)


class Output:
    """Where results and talk go. With ``as_json`` results are one JSON object a line."""

    def __init__(self, as_json: bool = False) -> None:
        self.as_json = as_json

    def text(self, text: str = "") -> None:
        """Print a result for a person; line breaks stay."""
        with writing():
            print(clean(text), file=sys.stdout)

    def line(self, value: Any) -> None:
        """Print a result as one line of JSON."""
        with writing():
            print(to_json(value), file=sys.stdout, flush=True)

    def result(self, value: Any, text: str) -> None:
        """Print one result: ``value`` as JSON, or ``text`` for a person."""
        if self.as_json:
            self.line(value)
        else:
            self.text(text)

    def table(self, titles: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Print rows under titles in columns; numbers to the right, the last column as it is."""
        cells = [[clean_line(str(cell)) for cell in row] for row in rows]
        numeric = [
            bool(cells) and all(row[i].isdigit() for row in cells) for i in range(len(titles))
        ]
        lines = [[clean_line(title) for title in titles], *cells]
        widths = [max(len(line[i]) for line in lines) for i in range(len(titles))]
        for line in lines:
            parts = [
                cell.rjust(width) if right else cell.ljust(width)
                for cell, width, right in zip(line, widths, numeric, strict=True)
            ]
            with writing():
                print(_GAP.join(parts).rstrip(), file=sys.stdout)

    def say(self, text: str) -> None:
        """Tell the person something that is not a result."""
        talk(text)


def to_json(value: Any) -> str:
    """Return ``value`` as one line of JSON that no terminal obeys."""
    line = json.dumps(value, ensure_ascii=False)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


class Progress:
    """One bar on stderr for much work; silent when nobody is watching or there is only one thing.

    ``text`` counts what is done; without it they are files.
    """

    def __init__(self, total: int, stream: TextIO | None = None, text: str = "") -> None:
        self._stream = stream or sys.stderr
        self._total = total
        self._text = text or _("{done} of {total} files")
        self._done = 0
        self._shown = total > 1 and self._stream.isatty()
        self._last = 0.0

    def __enter__(self) -> "Progress":
        self._draw()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.hide()

    def step(self) -> None:
        """Count one as done."""
        self._done += 1
        if time.monotonic() - self._last > 0.05 or self._done == self._total:
            self._draw()

    def reach(self, done: int, total: int) -> None:
        """Count what is done so far of another total, in parts of this one's."""
        self._done = self._total * done // max(total, 1)
        if time.monotonic() - self._last > 0.05:
            self._draw()

    def along(self, things: Iterable[_T]) -> Iterator[_T]:
        """Yield ``things`` and count each when the next is asked for."""
        for thing in things:
            yield thing
            self.step()

    def hide(self) -> None:
        """Take the bar away, so that a line can be printed."""
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def _draw(self) -> None:
        if not self._shown:
            return
        self._last = time.monotonic()
        filled = 24 * self._done // self._total
        count = self._text.format(done=self._done, total=self._total)
        self._stream.write(f"\r\x1b[K{'█' * filled}{'░' * (24 - filled)} {count}")
        self._stream.flush()

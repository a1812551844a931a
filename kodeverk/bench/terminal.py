"""A pretended terminal of 120 by 40: starts a program, presses keys and notes when frames come.

Only where there are pseudo-terminals (not on Windows); ``AVAILABLE`` tells.
"""

import importlib.util
import os
import select
import struct
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

AVAILABLE = all(importlib.util.find_spec(name) for name in ("pty", "fcntl", "termios"))
WIDTH, HEIGHT = 120, 40

# The program asks whether the terminal can hold back half a frame; the answer is yes. So every
# frame ends with _FRAME_END.
_ASKS, _ANSWER = b"\x1b[?2026$p", b"\x1b[?2026;2$y"
_FRAME_END = b"\x1b[?2026l"
_LULL = 0.5
_QUIET = 0.08  # seconds without output after which nothing more is coming
_START, _LONGEST = 60.0, 5.0  # seconds to wait for a program to start, and to answer a key


class Terminal:
    """A program that runs in ``folder`` in a pseudo-terminal."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        import fcntl
        import pty
        import termios

        self._here, there = pty.openpty()
        fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
        environment = os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        for name in ("STATE", "CONFIG", "CACHE"):  # not those of the person who measures
            environment[f"KODEVERK_{name}"] = str(folder / "machine" / name.lower())
        # What is installed is compiled; a source that was just changed is not, if nobody may.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            command, stdin=there, stdout=there, stderr=there, env=environment, cwd=folder
        )
        os.close(there)
        self.pid = self._process.pid

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        while self._read(1.0):  # let it write its farewell, or it never ends
            pass
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._here)

    def settle(self, quiet: float = _QUIET) -> float:
        """Wait until output stops for ``quiet`` seconds; return when the last frame came, or 0."""
        last = 0.0
        tail = b""
        while data := self._read(quiet):
            tail = tail[-len(_FRAME_END) :] + data
            if _FRAME_END in tail:
                last = time.perf_counter()
                tail = tail[tail.rindex(_FRAME_END) + len(_FRAME_END) :]
        return last

    def first_frame(self) -> float:
        """Wait for the first frame and return when it had come."""
        return self._frame(_START)

    def _frame(self, within: float) -> float:
        """Return when the next whole frame had come; raises TimeoutError.

        The very first may come before our answer about frames has: it then ends with a lull.
        """
        begun = came = time.perf_counter()
        seen = b""
        while time.perf_counter() - begun < within:
            data = self._read(_LULL if seen else within)
            if not data:
                break
            came = time.perf_counter()
            seen += data
            if _FRAME_END in seen:
                return came
        if not seen:
            raise TimeoutError
        return came

    def press(self, keys: str, *, last: bool = False) -> float:
        """Press ``keys`` and return the seconds until the first frame they cause has come.

        With ``last``, until the last one has. Returns when the program is quiet again.
        """
        begun = time.perf_counter()
        os.write(self._here, keys.encode())
        first = self._frame(_LONGEST)
        end = self.settle()
        return (max(first, end) if last else first) - begun

    def memory(self) -> int:
        """Return the program's resident memory in bytes."""
        import psutil

        return int(psutil.Process(self.pid).memory_info().rss)

    def _read(self, seconds: float) -> bytes:
        if not select.select([self._here], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self._here, 1 << 20)
        except OSError:  # the program is gone
            return b""
        if _ASKS in data:
            os.write(self._here, _ANSWER)
        return data

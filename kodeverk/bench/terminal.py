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
from types import TracebackType

AVAILABLE = all(importlib.util.find_spec(name) for name in ("pty", "fcntl", "termios"))
WIDTH, HEIGHT = 120, 40

# The program asks whether the terminal can hold back half a frame; the answer is yes. So every
# frame ends with _FRAME_END.
_ASKS, _ANSWER = b"\x1b[?2026$p", b"\x1b[?2026;2$y"
_FRAME_END = b"\x1b[?2026l"
_QUIET = 0.08  # seconds without output after which nothing more is coming
_START = 60.0  # seconds a program may take to show itself


class Terminal:
    """A program in a pseudo-terminal. Times are seconds from ``started`` on."""

    def __init__(self, command: Sequence[str]) -> None:
        import fcntl
        import pty
        import termios

        self._here, there = pty.openpty()
        fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
        environment = os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            command, stdin=there, stdout=there, stderr=there, env=environment, close_fds=True
        )
        os.close(there)
        self.pid = self._process.pid
        self.written = 0

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

    def settle(self, quiet: float = _QUIET, within: float = _START) -> float:
        """Wait until output stops for ``quiet`` seconds; return when the last frame had come.

        Returns the time of the call when there was no frame.
        """
        last = begun = time.perf_counter()
        tail = b""
        while time.perf_counter() - begun < within:
            data = self._read(quiet)
            if not data:
                return last
            now = time.perf_counter()
            tail = tail[-len(_FRAME_END) :] + data
            if _FRAME_END in tail:
                last = now
                tail = tail[tail.rindex(_FRAME_END) + len(_FRAME_END) :]
        return last

    def first_frame(self) -> float:
        """Wait for the first whole frame and return when it had come."""
        seen = b""
        while time.perf_counter() - self.started < _START:
            seen += self._read(0.5)
            if _FRAME_END in seen:
                return time.perf_counter()
        raise TimeoutError

    def press(self, keys: str) -> float:
        """Press ``keys`` and return the seconds until the last frame they caused had come."""
        begun = time.perf_counter()
        os.write(self._here, keys.encode())
        return max(self.settle() - begun, 0.0)

    def memory(self) -> int:
        """Return the program's resident memory in bytes."""
        import psutil  # type: ignore[import-untyped]

        return int(psutil.Process(self.pid).memory_info().rss)

    def _read(self, seconds: float) -> bytes:
        if not select.select([self._here], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self._here, 1 << 20)
        except OSError:  # the program is gone
            return b""
        self.written += len(data)
        if _ASKS in data:
            os.write(self._here, _ANSWER)
        return data

"""What the process that reads files may not do: reach a network, start a program, write a file.

None of our readers does, nor the libraries under them; here it is held to be so, whatever a file
makes them do. A hook that has been added cannot be taken away: never call ``put_up`` elsewhere.
"""

import os
import sys

MEMORY = 600_000_000
SECONDS = 18  # to end a process and say so takes up to two more: twenty in all

_REFUSED = frozenset(
    (
        *("ftplib", "http", "imaplib", "nntplib", "poplib", "smtplib", "socket", "telnetlib"),
        *("ctypes", "pty", "shutil", "sqlite3", "subprocess", "syslog", "tempfile", "urllib"),
        "webbrowser",
    )
)
_LOOKING = frozenset(
    f"os.{name}"
    for name in ("listdir", "scandir", "walk", "fwalk", "listdrives", "putenv", "unsetenv")
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# What openpyxl would load if it is there: a hundred megabytes, and as many threads as processors.
_HEAVY = ("numpy", "PIL", "pandas")


def put_up() -> None:
    """Have everything refused, from now on and in this process only."""
    sys.dont_write_bytecode = True  # a module that is first needed later is not to be kept on disk
    for name in _HEAVY:
        sys.modules[name] = None  # type: ignore[assignment]
    _limit("RLIMIT_AS", MEMORY)
    _limit("RLIMIT_CORE", 0)  # what a dead process leaves behind would hold the text
    _limit("RLIMIT_FSIZE", 0)  # also for what is not Python
    sys.addaudithook(check)


def check(event: str, arguments: tuple[object, ...]) -> None:
    """Raise PermissionError where Python is about to do what is not allowed here."""
    family = event.partition(".")[0]
    if (
        family in _REFUSED
        or (family == "os" and event not in _LOOKING)
        or (event == "open" and _writes(*arguments))
    ):
        raise PermissionError(event)


def _writes(_path: object, mode: object, flags: object) -> bool:
    letters = mode if isinstance(mode, str) else ""
    number = flags if isinstance(flags, int) else 0
    return not set(letters).isdisjoint("wax+") or bool(number & _WRITING)


def limit_time() -> None:
    """Have the system end this process when one file takes too much of the processor's time."""
    try:
        import resource
    except ImportError:  # the parent has its eye on the clock
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit("RLIMIT_CPU", int(used.ru_utime + used.ru_stime) + SECONDS)


def _limit(name: str, most: int) -> None:
    """Have the system refuse more than ``most``, where it can; elsewhere the parent watches."""
    try:
        import resource

        kind = getattr(resource, name)
        resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))
    except (ImportError, AttributeError, ValueError, OSError):
        return

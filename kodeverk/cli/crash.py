"""When the program itself fails: a log that holds places in the code, never a study's text."""

import os
import platform
import traceback
from datetime import UTC, datetime
from pathlib import Path

from kodeverk import __version__


def log_folder() -> Path:
    """Return the folder for logs on this machine, outside every project."""
    state = os.environ.get("KODEVERK_STATE")
    if state:
        return Path(state)
    import platformdirs

    return Path(platformdirs.user_log_dir("kodeverk", False))


def write_log(error: BaseException) -> Path | None:
    """Write where ``error`` came from to a log and return its path; None if that failed too.

    Only the kinds of the errors and the places in the code are written: a message or a local
    variable could quote a transcript.
    """
    now = datetime.now(UTC)
    lines = [
        f"kodeverk {__version__}, Python {platform.python_version()}, {platform.system()}",
        now.isoformat(timespec="seconds"),
    ]
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        lines.append(type(cause).__qualname__)
        lines += [
            f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(cause.__traceback__)
        ]
        cause = cause.__cause__ or cause.__context__
    path = log_folder() / f"kodeverk-{now:%Y%m%dT%H%M%S}-{os.getpid()}.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    except OSError:
        return None
    return path

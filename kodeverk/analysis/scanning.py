"""A regular expression tried on many texts, in a process that is ended when it takes too long.

Some expressions, such as ``(a+)+b``, take longer than anybody lives, and nothing can stop one from
within. ``main`` is what that process does: it answers one request, JSON in and JSON out.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import kodeverk
from kodeverk.errors import UsageError
from kodeverk.i18n import _

SECONDS = 10.0
_CHILD = "from kodeverk.analysis.scanning import main; main()"


def scan(
    pattern: re.Pattern[str], texts: Sequence[str], seconds: float = SECONDS
) -> list[list[tuple[int, int]]]:
    """Return where ``pattern`` is in each of ``texts``: start and end of every match with letters.

    Raises UsageError after ``seconds``.
    """
    request = {"pattern": pattern.pattern, "flags": int(pattern.flags), "texts": texts}
    # The child finds this very package, and nothing in the folder it happens to stand in.
    home = str(Path(kodeverk.__file__).parent.parent)
    paths = [part for part in (home, os.environ.get("PYTHONPATH")) if part]
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-X", "utf8", "-c", _CHILD],
            input=json.dumps(request).encode("ascii"),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback could quote the transcript
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            timeout=seconds,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise UsageError(
            _("The regular expression takes too much time or memory: it was stopped."),
            _("Make it simpler: no repetition within a repetition, as in (a+)+."),
        ) from error
    return [[(start, end) for start, end in spans] for spans in json.loads(done.stdout)]


def main() -> None:
    """Answer the request on standard input."""
    request = json.loads(sys.stdin.buffer.read())
    pattern = re.compile(request["pattern"], request["flags"])
    found = [
        [match.span() for match in pattern.finditer(text) if match.end() > match.start()]
        for text in request["texts"]
    ]
    sys.stdout.buffer.write(json.dumps(found).encode("ascii"))

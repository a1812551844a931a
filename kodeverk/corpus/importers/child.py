"""The process that reads files: it may be killed at any time, and nothing is lost with it.

It gets requests on its standard input and answers on its standard output, one after the other.
What no answer can be made of ends it; the exit code tells the program why.
"""

import os
import signal
import sys
from dataclasses import replace
from typing import IO

from kodeverk.corpus.importers import fence, wire

OUT_OF_MEMORY = 3


def main() -> int:
    """Serve until the standard input ends; return the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program; it will end us
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    with open(os.devnull, "wb") as nowhere:  # nothing a library prints may slip in between
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    from kodeverk.corpus.importers import formats  # noqa: F401  # while it may be kept compiled

    fence.put_up()
    return serve(sys.stdin.buffer, answers)


def serve(requests: IO[bytes], answers: IO[bytes]) -> int:
    """Answer every request; return the exit code."""
    from pathlib import Path

    from kodeverk.corpus.importers.formats import read_file
    from kodeverk.i18n import activate

    while (data := wire.receive_bytes(requests)) is not None:
        request = wire.read_request(data)
        activate(request.language)
        path = Path(os.fsdecode(bytes.fromhex(request.path)))
        fence.limit_time()
        try:
            outcome = read_file(path, request.interviewers, request.encoding, request.choice)
            wire.send(answers, replace(outcome, file=""))  # a name need not be Unicode
        except MemoryError:
            return OUT_OF_MEMORY
    return 0


if __name__ == "__main__":
    sys.exit(main())

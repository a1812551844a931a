"""The process that reads files: it may be killed at any time, and nothing is lost with it.

It gets requests on its standard input and answers on its standard output, one after the other.
"""

import os
import signal
import sys
from typing import IO

from kodeverk.corpus.draft import Outcome
from kodeverk.corpus.importers import wire

MEMORY = 1 << 30
SECONDS = 30


def main() -> int:
    """Serve until the standard input ends; return the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program; it will end us
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    with open(os.devnull, "wb") as nowhere:  # nothing a library prints may slip in between
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    limit_memory()
    return serve(sys.stdin.buffer, answers)


def serve(requests: IO[bytes], answers: IO[bytes]) -> int:
    """Answer every request; return the exit code."""
    from pathlib import Path

    from kodeverk.corpus.importers.formats import read_file
    from kodeverk.corpus.importers.gate import too_complex
    from kodeverk.i18n import activate

    while (data := wire.receive_bytes(requests)) is not None:
        request = wire.read_request(data)
        activate(request.language)
        path = Path(os.fsdecode(bytes.fromhex(request.path)))
        limit_time()
        try:
            outcome = read_file(path, request.interviewers, request.encoding)
        except MemoryError:
            wire.send(answers, Outcome("", "reject", "too_complex", str(too_complex())))
            return 1  # what is left of the memory is not to be relied on
        wire.send(answers, outcome)
    return 0


def limit_memory() -> None:
    """Have the system refuse more memory than any transcript needs, where it can."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, ValueError, OSError):  # elsewhere the parent watches
        return


def limit_time() -> None:
    """Have the system end this process when one file takes too much of the processor's time."""
    try:
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime) + SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    except (ImportError, ValueError, OSError):
        return


if __name__ == "__main__":
    sys.exit(main())

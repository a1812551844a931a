"""How much memory this process has held at most."""

import re
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")


def highest() -> float:
    """Return the most memory this process has held, in MB."""
    if sys.platform == "win32":
        import psutil

        return float(psutil.Process().memory_info().peak_wset) / 1e6
    told = re.search(rb"VmHWM:\s*(\d+) kB", _STATUS.read_bytes() if _STATUS.exists() else b"")
    if told:  # on Linux, what is asked below counts in the process that started this one
        return int(told[1]) / 1e3
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)

"""Names that do not look like names: ``iPhone til Kari``, ``åse lund``, ``student 1``. No I/O."""

from collections import Counter
from collections.abc import Sequence

from kodeverk.corpus.importers.speakers import could_be_name

_OFTEN = 3
_MOST = 0.75


def handles(names: Sequence[str], *, lines: int) -> frozenset[str]:
    """Return those of the ``names`` before a colon that speak so often that they must be somebody.

    They would be names if they were written with capitals, recur, and almost every line begins with
    one of them or with a real name: all those are returned then, and where every line does, also
    those that speak but once.
    """
    counts = Counter(name for name in names if name and could_be_name(name.title()))
    often = {name for name, count in counts.items() if count >= _OFTEN}
    begun = sum(counts.values())
    if begun < _MOST * lines or not any(not could_be_name(name) for name in often):
        return frozenset()
    once = {name for name in counts if begun == lines or could_be_name(name)}
    return frozenset(often | once)

"""Questions to a project, answered without changing it: themes, quotes, search, tables.

Pure functions; pandas is imported by the functions that make tables.
"""

from kodeverk.analysis.balance import balance
from kodeverk.analysis.counters import counters
from kodeverk.analysis.picks import picks
from kodeverk.analysis.search import Hit, Index, search
from kodeverk.analysis.study import Study
from kodeverk.analysis.themes import themed

__all__ = ["Hit", "Index", "Study", "balance", "counters", "picks", "search", "themed"]

"""REFI-QDA, the exchange format of programs for qualitative analysis: ``.qdpx`` and ``.qdc``.

lxml is loaded when a file is read or written, not before.
"""

from kodeverk.interchange.refi.reader import read_codebook, read_project
from kodeverk.interchange.refi.writer import Target, write_codebook, write_project

__all__ = ["Target", "read_codebook", "read_project", "write_codebook", "write_project"]

"""The study: a folder with transcripts, a codebook and journals, and the only writer of codings."""

from kodeverk.project.changes import Project
from kodeverk.project.study import find_root

__all__ = ["Project", "find_root"]

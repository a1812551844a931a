"""SubRip: Whisper, WhisperX and subtitle programs. No I/O."""

import re

from kodeverk.corpus.importers import gate
from kodeverk.corpus.importers.cues import name_segments, read_cues
from kodeverk.corpus.importers.encoding import decode
from kodeverk.corpus.importers.reading import Job, Reading, Segment
from kodeverk.errors import ImportRefused
from kodeverk.i18n import _

_TAG = re.compile(r"(?i)</?(?:i|b|u|s|font)(?:\s[^<>]*)?>|\{\\an?\d+\}")


def read(job: Job) -> Reading:
    """Return what a SubRip file holds; raises ImportRefused."""
    gate.check_text_size(len(job.data))
    text = job.notes.take(decode(job.data, job.encoding, job.notes))
    cues = read_cues(text, job.notes, numbered=True)
    if not cues:
        if text.strip() and "-->" not in text:
            raise ImportRefused(
                "wrong_type",
                _("There are no subtitles in the file, though its name says so."),
                _("If it is ordinary text, let its name end with .txt."),
            )
        raise gate.no_text()
    segments = [Segment(_TAG.sub("", " ".join(cue.lines)).strip(), None, cue.time) for cue in cues]
    return Reading(name_segments([s for s in segments if s.text], job.interviewers))

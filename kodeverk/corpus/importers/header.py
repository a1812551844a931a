"""What stands before the first turn: the title, the date, and lines about the recording."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from kodeverk.corpus.importers.times import find_date, is_duration
from kodeverk.text import canonical, clean_line

_TEAMS_NAME = re.compile(r"[-_ ](?P<day>\d{8}_\d{6})(?:UTC)?(?:[-_ ].*)?$")
_TOOLS = re.compile(
    r"(?i)(?:transcript|transkripsjon|transkribering|udskrift|audio file|lydfil|opptak|recording"
    r"|\S.{0,120}\.(?:mp3|m4a|mp4|wav|wma|ogg|flac|aac|mov|webm))"
    r"|transcribed (?:by|with)\b.*|transkribert (?:av|med)\b.*"
)
_ABOUT = re.compile(
    r"(?i)(?:audio (?:file|source)|audiodatei|lydkilde"
    r"|til ?stede|tilstades|deltakere|deltakarar|deltagere|present|participants|sted|stad"
    r"|place|dato|date|tid|tidspunkt|time|varighet|varigheit|duration|prosjekt|project|opptak"
    r"|lydfil|audio|transkribert(?: av)?|transcribed(?: by)?|intervjuet av|informanter|varer)\s*:.*"
)
_SWITCHED = re.compile(
    r"(?i)\S.{0,60}?\s(?:har )?(?:startet|startede|starta|stoppet|stoppede|stoppa|avsluttet"
    r"|started|stopped|ended)\s(?:the )?(?:transkripsjon(?:en)?|transkribering(?:en)?"
    r"|transskription(?:en)?|transcription|opptaket|opptak|recording)\b.{0,40}"
)
_COLUMNS = re.compile(  # the first row of a table with a conversation in it
    r"(?i)(?:(?:tid|tidspunkt|time|taler|navn|namn|hvem|kven|hvem snakker|name|speaker|tekst|text"
    r"|utsagn|ytring|replikk|innhold|kommentar|nr|no)\.?(?:\t|$)){2,}"
)
_OPTIONS = re.compile(r"\([^():|]{1,60}:[^|]*(?:\|[^|]*){1,15}\)")  # noScribe, of itself
_SIGNED = re.compile(r"(?i)trans\w+ \w+ noScribe\b.*")
_OTTER = frozenset(("SUMMARY KEYWORDS", "SPEAKERS", "KEYWORDS", "SUMMARY"))  # a word list, names
_CLOCK = re.compile(r"\b(?:kl\.?\s*)?\d{1,2}[:.]\d{2}(?:\s*[ap]m)?\b", re.IGNORECASE)
_GOES_ON = re.compile(r"\w{4,}[.!?…] +[^\W\d_a-zæøå]")  # another sentence begins
_MAX_TITLE = 150
_MAX_DATE_LINE = 300
_MAX_ABOUT = 600


@dataclass(frozen=True, slots=True)
class Header:
    """Title and ISO date if they were found, and the lines that are neither: they are kept.

    ``left`` counts lines that say more than that and are left out all the same: who was there,
    where the recording lies.
    """

    title: str = ""
    date: str = ""
    kept: tuple[str, ...] = ()
    left: int = 0


def is_switch(line: str) -> bool:
    """Tell whether ``line`` says that someone started or stopped the transcription."""
    return bool(_SWITCHED.fullmatch(line.strip()))


def is_tool_line(line: str) -> bool:
    """Tell whether ``line`` is a program's signature or the recording's file name."""
    return bool(_TOOLS.fullmatch(line.strip()))


def is_signature(text: str) -> bool:
    """Tell whether ``text`` is what noScribe writes of itself above a transcript."""
    return bool(_SIGNED.match(text))


def read_header(lines: Sequence[str]) -> Header:
    """Return what the ``lines`` before the first turn say."""
    title = day = ""
    kept: list[str] = []
    left = 0
    listed = False
    for line in (line.strip() for line in lines):
        found, rest = find_date(line) if len(line) <= _MAX_DATE_LINE else ("", line)
        listed = listed or line in _OTTER
        about = not found and len(line) <= _MAX_ABOUT and not is_signature(line)
        if listed or (about and _ABOUT.fullmatch(line)):
            left += bool(line)
            continue
        if (
            not line
            or _COLUMNS.fullmatch(line)
            or is_switch(line)
            or is_tool_line(line)
            or is_duration(line)
            or _OPTIONS.fullmatch(line)
        ):
            continue
        if found:
            day = day or found
            if not title and _is_title_with_date(line, rest):
                title = _without_stamp(line)
            elif len(_words(rest)) >= 3:
                left += 1
        elif not title and len(line) <= _MAX_TITLE:
            title = line
        else:
            kept.append(line)
    return Header(clean_line(title), day, tuple(kept), left)


def document_header(paragraphs: Sequence[str]) -> Header:
    """Return title and date of running text from its first paragraphs; nothing is taken out."""
    title = day = ""
    begun = False  # what stands below the first sentences is no title
    for paragraph in paragraphs[:8]:
        first = paragraph.strip()
        found, rest = find_date(first)
        if found and len(first) <= 60:
            day = day or found
            if not title and not begun and "\n" not in first and _is_title_with_date(first, rest):
                title = first
        elif (
            len(first) > _MAX_TITLE
            or first.endswith((".", ",", ";", "!"))
            or _GOES_ON.search(first)
        ):
            begun = True
        elif (
            not title
            and not begun
            and "\n" not in first
            and "\t" not in first
            and len(first.split()) >= 2
            and not _ABOUT.fullmatch(first)
            and not re.match(r"\S+:", first)
            and not first.startswith(("-", "–", "•"))
        ):
            title = first
    return Header(clean_line(title), day)


def name_title(file: str) -> Header:
    """Return the title and date that a file's name gives."""
    stem = canonical(PurePath(file).stem)
    day, _rest = find_date(stem)
    return Header(clean_line(_without_stamp(stem).replace("_", " ")), day)


def _is_title_with_date(line: str, rest: str) -> bool:
    if _TEAMS_NAME.search(line):
        return True
    return len(_words(rest)) >= 3 and len(line) <= 100 and not re.match(r"[^,]{1,40},\s*\d", line)


def _words(rest: str) -> list[str]:
    """Return the words of a line whose date is taken out, without the hour."""
    return [word for word in _CLOCK.sub("", rest).split() if any(c.isalpha() for c in word)]


def _without_stamp(title: str) -> str:
    return _TEAMS_NAME.sub("", title).strip() or title

"""Time marks and dates as transcripts write them. No I/O."""

import re
from datetime import date

STAMP = r"(?:\d{1,3}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,9})?"
F4 = re.compile(r"#((?:\d{1,2}:)?\d{1,2}:\d{2})-(\d{1,3})#")
_PARTS = re.compile(r"(-)?(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,9}))?")
_UNPADDED = re.compile(r"(?<![\d:])\d{1,3}:(?:\d:\d{1,2}|\d{1,2}:\d)(?![\d:])")
_DURATION = re.compile(
    r"(?i)(?:\d+\s*(?:timer|time|t|hours?|h|minutter|minutes?|min|m|sekunder|seconds?|sek|sec|s)"
    r"\.?\s*)+"
)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar january jan",
            "februar february feb",
            "mars march marts mar",
            "april apr",
            "mai may maj",
            "juni june jun",
            "juli july jul",
            "august aug",
            "september sept sep",
            "oktober october okt oct",
            "november nov",
            "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATES = (
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>(?:19|20)\d\d)(?!\d)"),
    re.compile(
        rf"(?i)(?<!\d)(?P<d>\d{{1,2}})\.?\s+(?P<m>{_NAMES})\.?\s+(?P<y>(?:19|20)\d\d)(?!\d)"
    ),
    re.compile(rf"(?i)\b(?P<m>{_NAMES})\.?\s+(?P<d>\d{{1,2}}),?\s+(?P<y>(?:19|20)\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)_\d{6}(?!\d)"),
)


def seconds(stamp: str, *, unpadded: bool = False) -> float | None:
    """Return ``stamp`` (``[H:]M:S[.fraction]``) in seconds; None when it is no time of day or tape.

    ``unpadded``: the fraction is a whole number of milliseconds, as Teams writes it (``.90`` is
    90 ms). A negative stamp, which Teams writes for what was said before the recording, is 0.
    """
    match = _PARTS.fullmatch(stamp.strip())
    if not match:
        return None
    minus, hours, minutes, whole, fraction = match.groups()
    if int(whole) > 59 or (hours is not None and int(minutes) > 59):
        return None
    if minus:
        return 0.0
    part = 0.0
    if fraction:
        thousandths = unpadded and len(fraction) <= 3
        part = int(fraction) / 1000 if thousandths else float(f"0.{fraction}")
    return round(int(hours or 0) * 3600 + int(minutes) * 60 + int(whole) + part, 3)


def is_unpadded(text: str) -> bool:
    """Tell whether the stamps in ``text`` are written without leading zeros (``0:0:4.90``)."""
    return bool(_UNPADDED.search(text))


def f4_seconds(match: re.Match[str]) -> float | None:
    """Return the time of a match of ``F4`` (``#00:01:02-3#``: the last figures are a fraction)."""
    base = seconds(match[1])
    return None if base is None else round(base + float(f"0.{match[2]}"), 3)


def is_duration(text: str) -> bool:
    """Tell whether ``text`` is a length of time and nothing else, such as ``1t 12m 39s``."""
    return bool(_DURATION.fullmatch(text.strip()))


def find_date(text: str) -> tuple[str, str]:
    """Return the first date in ``text`` as ISO 8601, and ``text`` without it; two empty if none."""
    for pattern in _DATES:
        for match in pattern.finditer(text):
            month = match["m"].lower()
            try:
                day = date(
                    int(match["y"]),
                    _MONTHS[month] if month in _MONTHS else int(month),
                    int(match["d"]),
                )
            except ValueError:
                continue
            return day.isoformat(), text[: match.start()] + text[match.end() :]
    return "", ""

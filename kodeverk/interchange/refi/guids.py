"""The GUIDs of REFI-QDA: the same thing has the same one in every export.

An id of ours that is 80 random bits lies whole in its GUID (version 8, RFC 9562) and can be taken
out again; any other id gives a GUID by its name (version 5).
"""

import re
import uuid

CODER, CODE, TEXT, CODING, SELECTION, MEMO, CASE, VARIABLE, STRETCH = range(1, 10)
"""The kinds of things that have a GUID: it tells apart what has the same id."""

_SPACE = uuid.UUID("5a0b7e4c-3f0e-5d6b-9b1a-4b6f64657665")
_MARK = 0x4B64  # tells our version 8 from others'
_OURS = re.compile(r"[0-9a-f]{20}")
_GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


def guid(project: str, kind: int, id: str) -> str:
    """Return the GUID of the thing of that ``kind`` and ``id`` in ``project``."""
    if not _OURS.fullmatch(id):
        return named(f"{project}\n{kind}\n{id}")
    # 48 + 12 + 20 bits of the id; the mark and the kind stand in what is left of the last part.
    bits = int(id, 16)
    high, middle, low = bits >> 32, bits >> 20 & 0xFFF, bits & 0xFFFFF
    value = high << 80 | 8 << 76 | middle << 64 | 0b10 << 62 | low << 42
    return str(uuid.UUID(int=value | kind << 16 | _MARK))


def named(name: str) -> str:
    """Return the GUID that always belongs to ``name``."""
    return str(uuid.uuid5(_SPACE, name))


def unpack(text: str, kind: int) -> str:
    """Return the id that lies in a GUID of ours of that ``kind``; else the GUID itself."""
    if not _GUID.fullmatch(text):
        return text
    value = uuid.UUID(text).int
    id = f"{value >> 80 << 32 | (value >> 64 & 0xFFF) << 20 | value >> 42 & 0xFFFFF:020x}"
    return id if guid("", kind, id) == text else text


def tidy(text: str) -> str:
    """Return a GUID as we write it, however it is written: lower case and without braces."""
    return text.strip().strip("{}").strip().lower()

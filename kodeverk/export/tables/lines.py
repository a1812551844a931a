"""Codings as JSON Lines: one object a line, for programs."""

import json
import re
from collections.abc import Iterable
from typing import BinaryIO

from kodeverk.coded import Row
from kodeverk.export.tables.about import About, Altered

# Signs that some programs take for the end of a line, and half letters that UTF-8 has no room for.
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def write(rows: Iterable[Row], file: BinaryIO, _about: About) -> Altered:
    """Write the rows with nothing altered."""
    for row in rows:
        line = json.dumps(_shape(row), ensure_ascii=False)
        line = _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", line)
        file.write(f"{line}\n".encode())
    return Altered()


def _shape(row: Row) -> dict[str, object]:
    return {
        "coding": row.coding,
        "transcript": row.transcript,
        "title": row.title,
        "speaker": row.speaker,
        "role": row.role.value,
        "unit": row.unit,
        "place": row.place,
        "time": row.time,
        "start": row.start,
        "end": row.end,
        "code": row.code,
        "path": row.path,
        "coder": row.coder,
        "at": row.at,
        "origin": row.origin.value,
        "score": row.score,
        "memos": [{"coder": memo.coder, "text": memo.text} for memo in row.memos],
        "text": row.text,
    }

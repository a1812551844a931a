"""The things of the model as plain values for ``--json``: one shape each, used by every command."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kodeverk.cli import lookup
from kodeverk.model import (
    Code,
    Codebook,
    Coding,
    Memo,
    Problem,
    Reason,
    Speaker,
    Standing,
    Suggestion,
    Transcript,
)

if TYPE_CHECKING:
    from kodeverk.suggest.asking import Cue

if TYPE_CHECKING:
    from kodeverk.suggest.asking import Earlier


def speaker(value: Speaker) -> dict[str, Any]:
    """Return a speaker with role and attributes."""
    return {
        "name": value.name,
        "role": value.role.value,
        "attributes": dict(value.attributes),
        "aliases": list(value.aliases),
    }


def transcript(value: Transcript) -> dict[str, Any]:
    """Return a transcript without its text."""
    return {
        "id": value.id,
        "title": value.title,
        "kind": value.kind.value,
        "date": value.date,
        "language": value.language,
        "attributes": dict(value.attributes),
        "speakers": [speaker(each) for each in value.speakers],
        "source": value.source.file if value.source else "",
        "digest": value.digest,
        "characters": len(value.body),
    }


def code(value: Code, book: Codebook, counts: Mapping[str, int]) -> dict[str, Any]:
    """Return a code with its path and the number of its codings."""
    return {
        "id": value.id,
        "name": value.name,
        "path": book.path(value.id),
        "parent": value.parent,
        "key": value.key,
        "color": value.color,
        "codable": value.codable,
        "definition": value.definition,
        "include": value.include,
        "exclude": value.exclude,
        "examples": list(value.examples),
        "cues": list(value.cues),
        "counter_cues": list(value.counter_cues),
        "replaces": list(value.replaces),
        "codings": counts.get(value.id, 0),
    }


def cue(value: "Cue", code_id: str) -> dict[str, Any]:
    """Return a word or phrase that may be a cue of a code."""
    return {
        "code": code_id,
        "words": value.text,
        "against": value.against,
        "inside": value.inside,
        "outside": value.outside,
        "score": value.score,
        "transcript": value.transcript,
        "start": value.span.start,
        "end": value.span.end,
        "quote": value.quote,
    }


def coding(value: Coding, quote: str | None) -> dict[str, Any]:
    """Return a coding with its quote (None when its transcript cannot be read)."""
    return {
        "id": value.id,
        "transcript": value.transcript,
        "start": value.span.start,
        "end": value.span.end,
        "code": value.code,
        "coder": value.coder,
        "at": value.at,
        "origin": value.origin.kind.value,
        "score": value.origin.score,
        "engine": value.origin.engine,
        "quote": quote,
    }


def memo(value: Memo) -> dict[str, Any]:
    """Return a memo."""
    return {
        "target": lookup.target_word(value.target),
        "text": value.text,
        "coder": value.coder,
        "at": value.at,
    }


def suggestion(
    value: Suggestion, quote: str, standing: Standing | None, earlier: "Mapping[str, Earlier]"
) -> dict[str, Any]:
    """Return a suggestion with its quote, what spoke for it and against it, and the record.

    ``earlier`` says where the quotes stand that the reasons name.
    """
    return {
        "suggestion": lookup.reference(value),
        "transcript": value.transcript,
        "start": value.span.start,
        "end": value.span.end,
        "code": value.code,
        "score": round(value.score, 4),
        "engine": value.engine,
        "quote": quote,
        "reasons": [reason(each, earlier.get(each.coding)) for each in value.reasons],
        "record": record(standing),
        "silent": standing.silent if standing else "",
    }


def reason(value: Reason, where: "Earlier | None") -> dict[str, Any]:
    """Return what spoke for a suggestion, or against it, and where the earlier quote stands."""
    return {
        "kind": value.kind,
        "against": value.against,
        "words": list(value.words),
        "quote": value.quote,
        "coding": value.coding,
        "transcript": where.transcript if where else "",
        "speaker": where.speaker if where else "",
        "coder": where.coder if where else "",
    }


def standing(code_id: str, book: Codebook, value: Standing | None) -> dict[str, Any]:
    """Return how a code stands: from which score it is suggested, its record, why it is silent."""
    return {
        "code": code_id,
        "path": book.path(code_id),
        "bar": round(value.bar, 4) if value and math.isfinite(value.bar) else None,
        "record": record(value),
        "silent": value.silent if value else "",
    }


def record(value: Standing | None) -> dict[str, int] | None:
    """Return how many of the last suggestions of a code were accepted; None before the first."""
    return {"accepted": value.accepted, "shown": value.shown} if value and value.shown else None


def problem(value: Problem) -> dict[str, Any]:
    """Return a problem with its cure."""
    return {
        "file": value.file,
        "line": value.line,
        "code": value.code,
        "severity": value.severity.value,
        "message": value.message,
        "cure": value.cure,
    }

"""The things of the model as plain values for ``--json``: one shape each, used by every command."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kodeverk.cli import lookup
from kodeverk.model import (
    Code,
    Codebook,
    Coding,
    Memo,
    Problem,
    Speaker,
    Suggestion,
    Transcript,
)

if TYPE_CHECKING:
    from kodeverk.suggest.asking import Cue


def speaker(value: Speaker) -> dict[str, Any]:
    """Return a speaker with role and attributes."""
    return {
        "name": value.name,
        "role": value.role.value,
        "attributes": dict(value.attributes),
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


def suggestion(value: Suggestion, quote: str) -> dict[str, Any]:
    """Return a suggestion with its quote and what spoke for it."""
    return {
        "suggestion": lookup.reference(value),
        "transcript": value.transcript,
        "start": value.span.start,
        "end": value.span.end,
        "code": value.code,
        "score": round(value.score, 4),
        "engine": value.engine,
        "quote": quote,
        "reasons": [
            {
                "kind": reason.kind,
                "words": list(reason.words),
                "quote": reason.quote,
                "coding": reason.coding,
            }
            for reason in value.reasons
        ],
    }


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

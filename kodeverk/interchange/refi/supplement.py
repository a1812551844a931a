"""What REFI-QDA cannot carry, in a file of its own beside the project: ``kodeverk.json``.

It counts only as long as the project and its texts are, byte for byte, those it was written with:
a file that another program has written anew is read as what it says.
"""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from types import MappingProxyType
from typing import Any

import msgspec

from kodeverk.interchange.parcel import ForeignCase, Parcel
from kodeverk.interchange.refi.container import Container
from kodeverk.interchange.refi.offsets import Reading
from kodeverk.model import Codebook, Coding, Memo, Origin, OriginKind
from kodeverk.text import clean

MEMBER = "kodeverk.json"
VERSION = 1


class Told(msgspec.Struct, frozen=True, array_like=True):
    """A text: its GUID and what the project file does not say of it."""

    guid: str
    id: str
    name: str
    attributes: dict[str, str]
    language: str
    created: str
    canonical: bool


class Made(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """A coding as the project file gives its id, and what it does not say of it."""

    key: str
    at: str
    code: str
    kind: OriginKind = OriginKind.OWN
    score: float | None = None
    engine: str = ""
    root: str = ""
    id: str = ""


class Supplement(msgspec.Struct, frozen=True, kw_only=True):
    """All that is added; ``digests`` are the SHA-256 of every member it goes with, by name."""

    v: int = msgspec.field(default_factory=lambda: VERSION)
    digests: dict[str, str]
    units: bool
    name: str
    codebook: Codebook
    coders: tuple[str, ...]
    texts: tuple[Told, ...]
    codings: tuple[Made, ...]
    memos: tuple[Memo, ...]
    cases: tuple[ForeignCase, ...]
    extra: dict[str, Any]

    @property
    def counted(self) -> Reading:
        """How the places in the project file are counted."""
        return Reading.UNITS_TWO if self.units else Reading.POINTS_TWO


def made(coding: Coding, key: str) -> Made:
    """Return what is kept of ``coding``, that the project file calls ``key``."""
    origin, id = coding.origin, coding.id if coding.id != key else ""
    return Made(
        key, coding.at, coding.code, origin.kind, origin.score, origin.engine, coding.root, id
    )


def encode(kept: Supplement) -> bytes:
    """Return the bytes of the member; raises TypeError for an ``extra`` that JSON cannot say."""
    return msgspec.json.encode(_clean(msgspec.to_builtins(kept, enc_hook=_plain)))


def _plain(value: object) -> object:
    if isinstance(value, (Mapping, MappingProxyType)):
        return dict(value)
    raise TypeError(type(value).__name__)


def read(container: Container, project: bytes) -> Supplement | None:
    """Return what was added to the project file ``project``, if it still goes with it."""
    data = container.extra(MEMBER)
    if data is None:
        return None
    try:
        kept = msgspec.convert(_clean(msgspec.json.decode(data)), Supplement)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    digests = dict(kept.digests)
    if kept.v != VERSION or digests.pop("project.qde", "") != digest(project):
        return None
    for name, wanted in digests.items():
        found = container.extra(name)
        if found is None or digest(found) != wanted:
            return None
    return kept


def _clean(value: Any) -> Any:
    """Return what was decoded with every string in it safe to show."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, (list, tuple)):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {clean(key): _clean(item) for key, item in value.items()}
    return value


def digest(data: bytes) -> str:
    """Return the SHA-256 of a member."""
    return sha256(data).hexdigest()


def apply(kept: Supplement, parcel: Parcel) -> Parcel:
    """Return ``parcel``, as the project file alone gives it, made what it was when written."""
    texts = {told.guid: told for told in kept.texts}
    known = {coding.id: coding for coding in parcel.codings}
    codings = []
    for said in kept.codings:
        coding = known.get(said.key)
        if coding is not None and coding.transcript in texts:
            codings.append(
                replace(
                    coding,
                    id=said.id or said.key,
                    transcript=texts[coding.transcript].id,
                    code=said.code,
                    at=said.at,
                    origin=Origin(said.kind, said.score, said.engine),
                    root=said.root,
                )
            )
    return Parcel(
        kept.name,
        parcel.origin,
        kept.codebook,
        kept.coders,
        tuple(
            replace(
                text,
                id=told.id,
                name=told.name,
                attributes=told.attributes,
                language=told.language,
                created=told.created,
                canonical=told.canonical,
            )
            for text in parcel.texts
            if (told := texts.get(text.id))
        ),
        tuple(codings),
        kept.memos,
        kept.cases,
        extra=kept.extra,
    )

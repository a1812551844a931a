"""From a Parcel to a project or codebook file of REFI-QDA that other programs open unharmed.

The order of elements and every attribute follow what was seen to work, not just the schema: see
the tests for the reasons.
"""

import io
import zipfile
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from kodeverk import __version__
from kodeverk.files import write_atomic
from kodeverk.i18n import _
from kodeverk.interchange.parcel import Left, Parcel
from kodeverk.interchange.refi import codes, nodes, supplement
from kodeverk.interchange.refi.building import Builder
from kodeverk.interchange.refi.guids import CODE, guid
from kodeverk.interchange.refi.offsets import Body
from kodeverk.model import Codebook


class Target(StrEnum):
    """The program a file is meant for. Only NVivo has been seen to count places otherwise."""

    STANDARD = "standard"
    NVIVO = "nvivo"
    MAXQDA = "maxqda"
    ATLAS = "atlas"

    @property
    def units(self) -> bool:
        """True if places are counted in units of UTF-16."""
        return self is Target.NVIVO


def write_project(
    parcel: Parcel, path: Path, *, target: Target = Target.STANDARD, now: datetime | None = None
) -> tuple[Left, ...]:
    """Write ``parcel`` to ``path`` (``.qdpx``) and return what other programs will not get of it.

    GUIDs are made from ``parcel.extra["project"]``, the id of the study, else from its name.
    Raises SaveError.
    """
    now = now or datetime.now(UTC)
    builder = Builder(parcel, origin(), now, units=target.units)
    project, sources = builder.build()
    kept = supplement.encode(builder.supplement(project))
    members = {"project.qde": project, **sources, supplement.MEMBER: kept}
    write_atomic(path, _zip(members, now))
    left = list(builder.left)
    coded = {coding.transcript for coding in parcel.codings}
    astral = [t.name for t in parcel.texts if t.id in coded and Body(t.text).has_astral]
    if astral and not target.units:
        what = _("Texts with emoji or the like: NVivo may move their codings, unless it is chosen.")
        left.append(Left("astral", what, len(astral), tuple(astral)))
    return tuple(left)


def write_codebook(codebook: Codebook, path: Path, *, project: str = "") -> tuple[Left, ...]:
    """Write the codes to ``path`` (``.qdc``) and return what other programs will not get of them.

    ``project`` is what the GUIDs are made from, as in ``write_project``. Nothing is written of a
    codebook without codes, since the format has no such thing. Raises SaveError.
    """
    if not codebook.codes:
        return (Left("no_codes", _("The codebook has no codes, so no file was written."), 0),)
    root = nodes.root("CodeBook", nodes.CODEBOOK)
    root.set("origin", origin())
    left = codes.write(root, codebook, lambda id: guid(project, CODE, id))
    write_atomic(path, nodes.encode(root))
    return left


def origin() -> str:
    """Return what our files say they come from."""
    return f"Kodeverk {__version__}"


def _zip(members: dict[str, bytes], now: datetime) -> bytes:
    buffer = io.BytesIO()
    moment = now.astimezone(UTC).timetuple()[:6]
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, max(moment, (1980, 1, 1, 0, 0, 0)))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return buffer.getvalue()

"""What a study's ``kodeverk.toml`` says, and what a person has chosen on this machine."""

import json
import os
import re
from pathlib import Path
from typing import Any

from msgspec import field

from kodeverk import files
from kodeverk.errors import DataError
from kodeverk.i18n import _
from kodeverk.model import Problem, Value
from kodeverk.text import clean_line

FILE = "kodeverk.toml"
BLIND = 0.1  # the blind share of a new study
_LINE = re.compile(r"line (\d+)")


class Settings(Value, frozen=True):
    """The settings of a study, shared by all who work in it.

    ``id`` is empty when the file does not tell: then the study can be read but not written to.
    ``codebook`` is a path relative to the project with ``/``; ``interviewers`` are names that the
    importers give the role interviewer (or facilitator); ``keys`` rebinds keys of the screen;
    ``blind`` is the share of sentences where suggestions are held back until the coder has decided.
    """

    id: str
    name: str
    language: str = ""
    codebook: str = "codebooks/kodebok.yaml"
    interviewers: tuple[str, ...] = ()
    keys: dict[str, str] = field(default_factory=dict)
    blind: float = 0.0


def load(root: Path) -> tuple[Settings, tuple[Problem, ...]]:
    """Return the settings of the study at ``root``, with a Problem for what cannot be used."""
    import tomllib

    fallback = Settings(id="", name=root.name)
    try:
        values = tomllib.loads((root / FILE).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "UTF-8"
        return fallback, (
            Problem(
                FILE,
                0,
                "unreadable_settings",
                _("The settings cannot be read ({reason}).").format(reason=reason),
                _("Check that the file is fully synced; until then the study is only read."),
            ),
        )
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        return fallback, (
            Problem(
                FILE,
                int(line[1]) if line else 0,
                "bad_settings",
                _("The settings are not valid TOML."),
                _("Correct the line; until then the study is only read."),
            ),
        )
    problems: list[Problem] = []

    def take(name: str, kind: type, default: Any) -> Any:
        value = values.get(name, default)
        if (
            isinstance(value, kind)
            and (not isinstance(value, list) or all(isinstance(item, str) for item in value))
            and (name != "codebook" or _within(str(value)))
        ):
            return value
        wrong(name)
        return default

    def wrong(name: str) -> None:
        problems.append(
            Problem(
                FILE,
                0,
                "bad_setting",
                _("The setting “{name}” has a value that cannot be used.").format(name=name),
                _("Correct it; the usual value is used meanwhile."),
            )
        )

    identity = take("id", str, "")
    if not identity:
        problems.append(
            Problem(
                FILE,
                0,
                "no_id",
                _("The settings do not say which study this is (“id”)."),
                _("Write the id that the first line of every journal names as “project”."),
            )
        )
    keys = take("keys", dict, {})
    blind = take("suggestions", dict, {}).get("blind", 0.0)
    if not is_share(blind):
        wrong("suggestions.blind")
        blind = 0.0
    settings = Settings(
        id=identity,
        name=clean_line(take("name", str, fallback.name)),
        language=take("language", str, ""),
        codebook=take("codebook", str, fallback.codebook),
        interviewers=tuple(clean_line(name) for name in take("interviewers", list, [])),
        keys={str(action): str(key) for action, key in keys.items()},
        blind=float(blind),
    )
    return settings, tuple(problems)


def is_share(value: object) -> bool:
    """Tell whether ``value`` is a number from 0 to 1."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _within(path: str) -> bool:
    """Tell whether ``path`` stays inside the study, on every system."""
    parts = path.split("/")
    return "\\" not in path and ":" not in path and not {"", ".", ".."} & set(parts)


def render(settings: Settings) -> str:
    """Return the text of a new ``kodeverk.toml``."""

    def quoted(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    names = ", ".join(quoted(name) for name in settings.interviewers)
    lines = [
        _("# This file marks the folder as a Kodeverk study."),
        f"name = {quoted(settings.name)}",
        _("# Never change the id: the journals refer to it."),
        f"id = {quoted(settings.id)}",
        _("# nb or en"),
        f"language = {quoted(settings.language)}",
        f"codebook = {quoted(settings.codebook)}",
        _("# Names that the importers know as interviewers."),
        f"interviewers = [{names}]",
        "",
        "[suggestions]",
        _("# The share of sentences without suggestions until you have decided: 0 is none."),
        f"blind = {settings.blind:g}",
    ]
    return "\n".join(lines) + "\n"


_TABLE = re.compile(r"[ \t]*\[[ \t]*suggestions[ \t]*\][ \t]*(?:#.*)?")
_BLIND = re.compile(r"([ \t]*blind[ \t]*=[ \t]*)[^#\s]+")


def set_blind(root: Path, share: float) -> None:
    """Write the blind share in the settings of the study; the rest of the file stays as it is.

    Raises DataError where that cannot be done safely, and SaveError.
    """
    import tomllib

    path = root / FILE
    unusable = DataError(
        _("The settings of the study cannot be changed."),
        _("Write “blind = {share}” below “[suggestions]” in kodeverk.toml yourself.").format(
            share=f"{share:g}"
        ),
    )
    try:
        text = path.read_bytes().decode("utf-8")
        before = tomllib.loads(text.removeprefix("\ufeff"))
    except (OSError, ValueError) as error:
        raise unusable from error
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(end)
    at = next((n for n, line in enumerate(lines) if _TABLE.fullmatch(line)), None)
    if at is None:
        lines[len(lines) - (not lines[-1]) :] = ["", "[suggestions]", f"blind = {share:g}", ""]
    else:
        for n in range(at + 1, len(lines)):
            if lines[n].lstrip().startswith("["):
                lines.insert(at + 1, f"blind = {share:g}")
                break
            if _BLIND.match(lines[n]):
                lines[n] = _BLIND.sub(rf"\g<1>{share:g}", lines[n], count=1)
                break
        else:
            lines.insert(at + 1, f"blind = {share:g}")
    text = end.join(lines)
    try:  # what stands in the file now, read anew, is the proof
        after = tomllib.loads(text.removeprefix("\ufeff"))
        before.setdefault("suggestions", {})["blind"] = share
    except (ValueError, TypeError) as error:
        raise unusable from error
    if after != before:
        raise unusable
    files.write_atomic(path, text.encode("utf-8"))


def bar(study: str) -> float | None:
    """Return from which score a person wants suggestions in a study; None: as the engine finds."""
    chosen = user().get("bars")
    value = chosen.get(study) if isinstance(chosen, dict) else None
    return float(value) if value is not None and is_share(value) else None


def set_bar(study: str, value: float | None) -> None:
    """Keep from which score a person wants suggestions in a study; raises SaveError."""
    chosen = user().get("bars")
    bars = dict(chosen) if isinstance(chosen, dict) else {}
    bars.pop(study, None)
    if value is not None:
        bars[study] = round(value, 2)
    remember(bars=bars)


def user_file() -> Path:
    """Return the file with a person's own choices on this machine."""
    folder = os.environ.get("KODEVERK_CONFIG")
    if folder:
        return Path(folder) / "settings.json"
    import platformdirs

    return Path(platformdirs.user_config_dir("kodeverk", False)) / "settings.json"


def user() -> dict[str, Any]:
    """Return a person's own choices: ``coder``, ``theme``, ``keys`` … (empty if there are none)."""
    try:
        values = json.loads(user_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def remember(**choices: Any) -> None:
    """Keep ``choices`` among a person's own; raises SaveError."""
    values = user() | choices
    data = json.dumps(values, ensure_ascii=False, indent=2).encode("utf-8")
    files.write_atomic(user_file(), data)


def default_coder() -> str:
    """Return the name a person codes under: the environment's, the chosen one, or the log-in's."""
    name = os.environ.get("KODEVERK_CODER") or user().get("coder") or ""
    if not name:
        import getpass

        try:
            name = getpass.getuser()
        except (OSError, KeyError, ImportError):
            name = ""
    return coder_name(str(name))


def default_device() -> str:
    """Return a short name for this machine."""
    name = os.environ.get("KODEVERK_DEVICE")
    if not name:
        import platform

        name = platform.node().split(".")[0]
    return device_name(name)


def coder_name(name: str) -> str:
    """Return ``name`` as journals spell it: small letters, since some disks see no other."""
    return files.safe_name(name.lower().replace("@", "-"), "koder")


def device_name(name: str) -> str:
    """Return the name of a machine as journals spell it."""
    return files.safe_name(name.lower().replace("@", "-"), "maskin")

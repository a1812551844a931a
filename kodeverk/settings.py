"""What a study's ``kodeverk.toml`` says, and what a person has chosen on this machine."""

import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kodeverk import files
from kodeverk.i18n import _
from kodeverk.model import Problem
from kodeverk.text import clean_line

FILE = "kodeverk.toml"
_LINE = re.compile(r"line (\d+)")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a study, shared by all who work in it.

    ``id`` is empty when the file does not tell: then the study can be read but not written to.
    ``codebook`` is a path relative to the project with ``/``; ``interviewers`` are names that the
    importers give the role interviewer (or facilitator); ``keys`` rebinds keys of the screen.
    """

    id: str
    name: str
    language: str = ""
    codebook: str = "codebooks/kodebok.yaml"
    interviewers: tuple[str, ...] = ()
    keys: dict[str, str] = field(default_factory=dict)


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
        problems.append(
            Problem(
                FILE,
                0,
                "bad_setting",
                _("The setting “{name}” has a value that cannot be used.").format(name=name),
                _("Correct it; the usual value is used meanwhile."),
            )
        )
        return default

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
    settings = Settings(
        id=identity,
        name=clean_line(take("name", str, fallback.name)),
        language=take("language", str, ""),
        codebook=take("codebook", str, fallback.codebook),
        interviewers=tuple(clean_line(name) for name in take("interviewers", list, [])),
        keys={str(action): str(key) for action, key in keys.items()},
    )
    return settings, tuple(problems)


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
    ]
    return "\n".join(lines) + "\n"


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

"""What a person chose for the summary of a study last, kept among their own choices.

Kept is how the summary is laid out, not what it is about: a transcript left out once should not be
missing the next time unseen. Nor is it kept that speakers are named or that coders are told: what
protects people begins anew each time.
"""

import contextlib
from pathlib import Path
from typing import Any

from kodeverk import i18n, settings
from kodeverk.errors import SaveError
from kodeverk.project import Project
from kodeverk.report import Grouping, Options

_YES_NO = ("memos", "best", "questions", "room", "figures", "method", "book")
_NUMBERS = ("max_quotes", "longest")
_KEPT = (*_YES_NO, *_NUMBERS, "grouping", "attribute", "language", "order")
_TEMPLATES = 5


def options(project: Project) -> Options:
    """Return the choices for the summary of ``project``; what cannot be used is as usual."""
    kept = _kept(project)
    found: dict[str, Any] = {name: kept[name] for name in _YES_NO if _is_yes_no(kept.get(name))}
    for name in _NUMBERS:
        value = kept.get(name)
        if isinstance(value, int) and not _is_yes_no(value) and 0 < value < 10_000:
            found[name] = value
    if kept.get("grouping") in [each.value for each in Grouping]:
        found["grouping"] = Grouping(kept["grouping"])
    if isinstance(kept.get("attribute"), str) and kept["attribute"]:
        found["attribute"] = kept["attribute"]
    order = kept.get("order")
    if isinstance(order, list) and all(isinstance(code, str) for code in order):
        found["order"] = tuple(order)
    language = kept.get("language")
    if language not in i18n.LANGUAGES:
        language = i18n.choose(project.settings.language, i18n.active())
    return Options(language=str(language), **found)


def last_template(project: Project) -> Path | None:
    """Return the template that was used last for ``project``, if it is still there."""
    name = _kept(project).get("template")
    return next((path for path in templates() if name == str(path)), None)


def templates() -> tuple[Path, ...]:
    """Return the templates used on this machine that are still there, the last one first."""
    names = settings.user().get("templates")
    paths = (Path(name) for name in (names if isinstance(names, list) else ()) if _is_word(name))
    return tuple(path for path in paths if path.is_file())


def keep(project: Project, chosen: Options, template: Path | None) -> None:
    """Keep the choices; a disk that does not take them is no reason to stop anybody."""
    before = options(project)
    laid_out = {name: getattr(chosen, name) for name in _KEPT}
    known = {name: getattr(before, name) for name in _KEPT}
    if not project.settings.id or (laid_out == known and template == last_template(project)):
        return
    mine = {**laid_out, "order": [*chosen.order], "template": str(template or "")}
    reports = settings.user().get("reports")
    others = reports if isinstance(reports, dict) else {}
    changed: dict[str, Any] = {"reports": {**others, project.settings.id: mine}}
    if template is not None:
        older = [path for path in templates() if path != template]
        changed["templates"] = [str(path) for path in (template, *older)][:_TEMPLATES]
    with contextlib.suppress(SaveError):
        settings.remember(**changed)


def _kept(project: Project) -> dict[str, Any]:
    reports = settings.user().get("reports")
    kept = reports.get(project.settings.id) if isinstance(reports, dict) else None
    return kept if isinstance(kept, dict) else {}


def _is_yes_no(value: object) -> bool:
    return isinstance(value, bool)


def _is_word(value: object) -> bool:
    return isinstance(value, str)

"""Draws the README's picture: the coding room on a copy of the study, as SVG.

``make picture`` runs it in the repository.
"""

import asyncio
import os
import re
import shutil
import tempfile
from pathlib import Path

from kodeverk import files, i18n
from kodeverk.project import Project

_SIZE = (132, 40)
_PLACE = "Det som er så fint, er at de kommer med én ting"
_PATIENCE = 90.0  # seconds to wait for the first suggestions
# Textual's pictures fetch a font from the net when they are looked at; ours must not.
_FONT = re.compile(r"@font-face\s*\{[^}]*\}\s*")


def main(study: Path, target: Path) -> None:
    """Draw the study as one of its coders sees it, and write the picture to ``target``."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "study"
        copy.mkdir()
        for part in ("kodeverk.toml", "corpus", "codebooks"):
            source = study / part
            (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / part)
        os.environ["KODEVERK_STATE"] = str(Path(name) / "state")
        files.write_atomic(target, asyncio.run(_draw(copy)).encode("utf-8"))


async def _draw(study: Path) -> str:
    from kodeverk.tui.app import KodeverkApp

    project = Project.open(study, coder="ingrid", device="bilde")
    transcript = project.transcripts()[0]
    try:
        app = KodeverkApp(project, transcript.id)
        async with app.run_test(size=_SIZE) as pilot:
            waited = 0.0
            while not app.coding._suggestions and waited < _PATIENCE:
                await asyncio.sleep(0.2)
                waited += 0.2
            app.coding.view.move_to(max(0, transcript.body.find(_PLACE)))
            await asyncio.sleep(0.5)
            await pilot.pause()
            return _FONT.sub("", app.export_screenshot(title="Kodeverk"))
    finally:
        project.close()


if __name__ == "__main__":
    i18n.activate("nb")
    main(Path.cwd(), Path.cwd() / "exports" / "kodeverk.svg")

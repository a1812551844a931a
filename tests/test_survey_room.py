"""The columns of a survey in the import room: ticked by keys, and the file is read so."""

from pathlib import Path
from typing import Any

from room_study import Silent, until
from textual.widgets import Label, OptionList

from kodeverk.corpus.importers.reading import NO_CHOICE
from kodeverk.project import Project
from kodeverk.tui.app import KodeverkApp
from kodeverk.tui.screens.columns import ColumnsScreen
from kodeverk.tui.screens.imports import ImportScreen

TABLE = """\
Navn;Enhet;Hva er bra?;Hva kan bli bedre?
Kari;NAV;Vi får tid [til] hverandre her på huset.;Det bråker så fælt om kvelden her.
Per;Bibliotek;Kaffen er god, og alle møtes der.;
"""


async def test_columns_are_ticked_by_keys(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "studie", name="Prøve", coder="kari", device="pc")
    survey = tmp_path / "svar [1].csv"
    survey.write_text(TABLE, encoding="utf-8", newline="\n")
    (tmp_path / "prat.txt").write_text("Kari: Hei.\n\nPer: Hei.\n\nKari: Ja.\n", encoding="utf-8")
    app = KodeverkApp(project, suggester=Silent())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(app.screen, ImportScreen))
        room: Any = app.screen
        room.add([survey, tmp_path / "prat.txt"])
        await until(pilot, lambda: all(each.draft for each in room._files))
        room.home.focus()
        await pilot.press("k")
        await until(pilot, lambda: isinstance(app.screen, ColumnsScreen))
        rows = app.screen.query_one(OptionList)
        text = [str(option.prompt) for option in rows.options]
        assert text[0].startswith("[ ] ") and "left out: personal data" in text[0]
        assert text[2].startswith("[x] answers") and rows.highlighted == 2
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is room)
        assert room._files[0].choice == NO_CHOICE

        await pilot.press("k")
        await until(pilot, lambda: isinstance(app.screen, ColumnsScreen))
        await pilot.press("space", "down", "space", "enter")  # no answers left: nothing to take
        assert isinstance(pilot.app.screen, ColumnsScreen)
        hint = pilot.app.screen.query_one(".dialog-hint", Label)
        assert "at least one" in str(hint.render())
        await pilot.press("space", "up", "a", "home", "n", "down", "n", "n", "up", "n", "enter")
        await until(pilot, lambda: app.screen is room)
        await until(pilot, lambda: not room._busy)
        draft = room._files[0].draft
        assert draft is not None
        assert [(turn.speaker, turn.text) for turn in draft.turns] == [
            ("Kari", "Det bråker så fælt om kvelden her.")
        ]
        told = dict(room._files[0].speakers[0].attributes)
        assert told == {"Hva er bra?": "Vi får tid [til] hverandre her på huset."}

        await pilot.press("down", "k")  # a conversation has no columns
        await pilot.pause()
        assert app.screen is room
    project.close()

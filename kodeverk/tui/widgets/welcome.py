"""What stands in the coding room while the study has no transcripts: what to press to begin."""

from textual.content import Content
from textual.widgets import Static

from kodeverk.i18n import _


class Welcome(Static):
    """In the middle of the room, for as long as there is nothing to read."""

    DEFAULT_CSS = """
    Welcome { width: 1fr; height: 1fr; padding: 0 2; content-align: center middle; }
    """

    def __init__(self) -> None:
        steps = (
            ("F3", _("imports interviews: Word, text, subtitles and more")),
            ("F2", _("opens the codebook; it can also be written later")),
            ("F1", _("shows all keys")),
        )
        parts: list[str | tuple[str, str]] = [(_("There are no transcripts yet."), "bold")]
        for number, (key, does) in enumerate(steps):
            parts += ["\n" if number else "\n\n", (f"{key}  ", "bold $text-accent"), does]
        super().__init__(Content.assemble(*parts), markup=False)

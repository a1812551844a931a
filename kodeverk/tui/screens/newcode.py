"""New codes on the spot: by a name that is asked for, or in the words of the text."""

from kodeverk import codebook as books
from kodeverk.i18n import _
from kodeverk.model import Code
from kodeverk.text import clean_line
from kodeverk.tui.screens.remarking import Remarking
from kodeverk.tui.widgets.codes import CodeTree


class NewCode(Remarking):
    """The part of the coding room that adds to the codebook."""

    def action_new_code(self) -> None:
        """Ask for a name, add the code below the theme that is marked, and apply it."""
        if self.say_no_codes():
            return
        book = self.project.codebook
        if self._beside is not None or not any(book.children(code.id) for code in book.codes):
            self._name_code(self._theme)
            return
        from kodeverk.tui.screens.choices import theme_picker

        def below(theme: str | None) -> None:
            if theme is not None:
                self._name_code(theme or None)

        self.app.push_screen(theme_picker(book), below)

    def _name_code(self, theme: str | None) -> None:
        from kodeverk.tui.screens.ask import AskScreen

        def add(name: str | None) -> None:
            if name:
                self._add_code(name, theme)

        above = self.project.codebook.get(theme or "")
        title = _("New code below “{name}”") if above else _("Name of the new code")
        name = clean_line(above.name) if above else ""
        self.app.push_screen(AskScreen(title.format(name=name)), add)

    @property
    def _beside(self) -> Code | None:
        """The code that tells where a new one belongs: the one marked, else the one used last."""
        book = self.project.codebook
        return book.get(self.query_one(CodeTree).marked) or book.get(self._last_code)

    @property
    def _theme(self) -> str | None:
        """The code that a new one goes below: the theme that is marked, or that of the code."""
        beside = self._beside
        if beside is None:
            return None
        return beside.parent if beside.codable else beside.id

    def action_in_vivo(self) -> None:
        """Add a code named after the words that are selected, and apply it."""
        transcript = self.view.transcript
        if transcript is None:
            self.app.bell()
            return
        if self.say_no_codes():
            return
        text = clean_line(transcript.text(self.view.target))
        name = text if len(text) <= 60 else text[:58].rsplit(" ", 1)[0] + " …"
        self._add_code(name, self._theme)

    def _add_code(self, name: str, parent: str | None) -> None:
        book = self.project.codebook
        color = "" if self._colors.get(parent or "") else books.fresh_color(book)
        code = Code(books.new_id(book, name), name, color=color, parent=parent)
        if self.change(lambda: self.project.edit_codebook(books.plan_add(book, code))) is None:
            return
        self.dress()
        self.view.set_palette(self._marks, self._colors)
        if self.transcript_id:
            self.apply(code.id)

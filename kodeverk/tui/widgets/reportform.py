"""How a summary is laid out, as fields: the few that are changed often, and the rest folded."""

from collections.abc import Iterable
from pathlib import Path

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Checkbox, Collapsible, Input, Label, Select

from kodeverk.i18n import _
from kodeverk.report import Grouping, Options
from kodeverk.text import clean_line
from kodeverk.tui.widgets.lists import Tick

_BY_ATTRIBUTE = "attribute:"
_OTHER = "other"  # in the list of templates: another file


class ReportForm(Vertical):
    """Shows ``options``; posts Changed when something else is chosen.

    ``attributes`` are those that quotes can be grouped by.
    """

    class Changed(Message):
        """Something else is chosen."""

    class TemplateWanted(Message):
        """The person wants a template that is not in the list."""

    def __init__(
        self,
        options: Options,
        attributes: Iterable[str],
        name: str,
        template: Path | None,
        templates: Iterable[Path],
    ) -> None:
        super().__init__(id="report-form")
        self._first = options
        self._attributes = tuple(attributes)
        self._study = name
        self._template = template
        self._templates = [*templates]

    def compose(self) -> ComposeResult:
        """The fields."""
        first = self._first
        template = str(self._template or "")
        yield from _rows(
            (_("Title"), Input(placeholder=self._study, id="r-title", compact=True)),
            (_("Headings"), _select(self._groupings(), self._grouping(), "r-group")),
            (
                _("Language"),
                _select([("norsk bokmål", "nb"), ("English", "en")], first.language, "r-language"),
            ),
            (
                _("Template"),
                _select(self._template_rows(), template, "r-template"),
            ),
        )
        with Collapsible(id="r-quotes", collapsed=False):
            yield from _rows(
                (
                    _("Most quotes"),
                    _number(first.max_quotes, "r-most", _("of one person under one code")),
                ),
                (
                    _("Longest"),
                    _number(first.longest, "r-longest", _("words; the rest becomes […]")),
                ),
                (_("Only"), _tick(_("the best, if any are marked"), first.best, "r-best")),
                (_("With"), _tick(_("what was asked"), first.questions, "r-questions")),
            )
        with Collapsible(id="r-parts"):
            yield from _rows(
                (_("With"), _tick(_("figures"), first.figures, "r-figures")),
                ("", _tick(_("how the coding was done"), first.method, "r-method")),
                ("", _tick(_("the codebook"), first.book, "r-book")),
                ("", _tick(_("the memos"), first.memos, "r-memos")),
                ("", _tick(_("space to write in"), first.room, "r-room")),
                ("", _tick(_("who coded"), first.show_coders, "r-coders")),
                (_("Speakers"), _tick(_("as numbers, not names"), first.anonymous, "r-anon")),
            )

    def on_mount(self) -> None:
        """Say in the titles of the groups what is in them."""
        self._entitle()

    def _groupings(self) -> list[tuple[str, str]]:
        return [
            (_("by code"), Grouping.CODE.value),
            (_("by transcript"), Grouping.TRANSCRIPT.value),
            (_("by code and speaker"), Grouping.SPEAKER.value),
            *(
                (
                    _("by code and {attribute}").format(attribute=attribute_name(name)),
                    f"{_BY_ATTRIBUTE}{name}",
                )
                for name in self._attributes
            ),
        ]

    def _grouping(self) -> str:
        first = self._first
        if first.grouping is not Grouping.ATTRIBUTE:
            return first.grouping.value
        if first.attribute in self._attributes:
            return f"{_BY_ATTRIBUTE}{first.attribute}"
        return Grouping.CODE.value

    def _template_rows(self) -> list[tuple[str, str]]:
        return [
            (_("none"), ""),
            *((clean_line(path.name), str(path)) for path in self._templates),
            (_("another file …"), _OTHER),
        ]

    def choose_template(self, path: Path | None) -> None:
        """Take ``path`` as the template; None: stay with the one there was."""
        if path is not None:
            self._template = path
            if path not in self._templates:
                self._templates.insert(0, path)
        select: Select[str] = self.query_one("#r-template", Select)
        select.set_options(_plain(self._template_rows()))
        select.value = str(self._template or "")

    @property
    def template(self) -> Path | None:
        """The template that is chosen."""
        return self._template

    def fill(self, options: Options) -> Options:
        """Return ``options`` with what is chosen here."""
        group = str(self._value("r-group"))
        by_attribute = group.startswith(_BY_ATTRIBUTE)
        return Options(
            codes=options.codes,
            transcripts=options.transcripts,
            coders=options.coders,
            order=options.order,
            grouping=Grouping.ATTRIBUTE if by_attribute else Grouping(group),
            attribute=group.removeprefix(_BY_ATTRIBUTE) if by_attribute else self._first.attribute,
            language=str(self._value("r-language")),
            title=clean_line(self.query_one("#r-title", Input).value),
            max_quotes=self._count("r-most"),
            longest=self._count("r-longest"),
            best=self._ticked("r-best"),
            questions=self._ticked("r-questions"),
            figures=self._ticked("r-figures"),
            method=self._ticked("r-method"),
            book=self._ticked("r-book"),
            memos=self._ticked("r-memos"),
            room=self._ticked("r-room"),
            show_coders=self._ticked("r-coders"),
            anonymous=self._ticked("r-anon"),
        )

    def _value(self, name: str) -> object:
        select: Select[str] = self.query_one(f"#{name}", Select)
        return select.value

    def _count(self, name: str) -> int | None:
        text = self.query_one(f"#{name}", Input).value
        return int(text) if text.isdecimal() and int(text) > 0 else None

    def _ticked(self, name: str) -> bool:
        return self.query_one(f"#{name}", Checkbox).value

    def _entitle(self) -> None:
        """Let a folded group say what is chosen in it."""
        words = {
            "r-figures": _("figures"),
            "r-method": _("method"),
            "r-book": _("codebook"),
            "r-memos": _("memos"),
            "r-room": _("space"),
            "r-coders": _("coders"),
        }
        parts = [word for name, word in words.items() if self._ticked(name)]
        if not self._ticked("r-anon"):
            parts.append(_("names"))
        title = _("With: {parts}").format(parts=", ".join(parts) or _("quotes only"))
        self.query_one("#r-parts", Collapsible).title = title
        self.query_one("#r-quotes", Collapsible).title = _("Quotes")

    @on(Select.Changed, "#r-template")
    def take_template(self, event: Select.Changed) -> None:
        """Take the template, or ask for one that is not in the list."""
        if event.value == _OTHER:
            self.post_message(self.TemplateWanted())
        else:
            self._template = Path(str(event.value)) if event.value else None

    @on(Input.Changed)
    @on(Select.Changed)
    @on(Checkbox.Changed)
    def changed(self) -> None:
        """Tell that something else is chosen."""
        self._entitle()
        self.post_message(self.Changed())


def attribute_name(name: str) -> str:
    """Return what an attribute is called to people; a study's own names stay as they are."""
    return {"unit": _("unit"), "place": _("place")}.get(name, clean_line(name))


def _rows(*fields: tuple[str, Widget]) -> Iterable[Widget]:
    for label, field in fields:
        yield Horizontal(Label(Content(label), classes="field-name"), field, classes="field")


def _plain(rows: Iterable[tuple[str, str]]) -> list[tuple[Text, str]]:
    return [(Text(label), value) for label, value in rows]  # a file's name is no markup


def _select(rows: list[tuple[str, str]], value: str, name: str) -> Select[str]:
    return Select(_plain(rows), value=value, id=name, allow_blank=False, compact=True)


def _number(value: int | None, name: str, about: str) -> Input:
    return Input(
        str(value or ""), type="integer", id=name, compact=True, max_length=4, placeholder=about
    )


def _tick(label: str, value: bool, name: str) -> Tick:
    return Tick(Content(label), value=value, id=name)

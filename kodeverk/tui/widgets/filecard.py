"""What was read of a file, and what a person says about it before it is imported."""

from itertools import islice
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Label, OptionList, Select, Static
from textual.widgets.option_list import Option

from kodeverk.analysis.people import role_words
from kodeverk.corpus.naming import counts
from kodeverk.i18n import _, ngettext
from kodeverk.model import Kind
from kodeverk.project.proposing import Names, counted
from kodeverk.text import clean, clean_line
from kodeverk.tui.incoming import Incoming
from kodeverk.tui.widgets import studycard

LANGUAGES = {"nb": "bokmål", "nn": "nynorsk", "da": "dansk", "en": "English"}
ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1252": "Windows (cp1252)",
    "mac-roman": "Macintosh (mac-roman)",
    "cp865": "DOS (cp865)",
    "utf-8-sig": "UTF-8 (BOM)",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "utf-32": "UTF-32",
}
_TURNS = 12  # so many of the first turns are shown
_LETTERS = 400  # of each


class FileCard(VerticalScroll):
    """The fields write straight into the Incoming that is shown: the file itself is not touched."""

    can_focus = False

    class Changed(Message):
        """Something was said about the file."""

    class Encoded(Message):
        """The file is to be read in another encoding."""

        def __init__(self, incoming: Incoming) -> None:
            super().__init__()
            self.incoming = incoming

    def __init__(self, codes: Names | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._codes = codes  # to know comments that propose one
        self._shown: Incoming | None = None
        self._row = -1  # the speaker whose attributes are shown; -1: the transcript

    def compose(self) -> ComposeResult:
        """Outcome, fields, speakers, first turns."""
        yield Static("", id="outcome", markup=False)
        kinds = [(name, kind.value) for kind, name in _kinds().items()]
        languages = [(name, code) for code, name in LANGUAGES.items()]
        encodings = [(name, code) for code, name in ENCODINGS.items()]
        fields: dict[str, tuple[str, Widget]] = {
            "title": (_("Title"), Input(id="i-title", compact=True)),
            "kind": (_("Kind"), Select(kinds, id="i-kind", allow_blank=False, compact=True)),
            "date": (
                _("Date"),
                Input(id="i-date", compact=True, max_length=10, placeholder=_("YYYY-MM-DD")),
            ),
            "language": (
                _("Language"),
                Select(languages, id="i-language", allow_blank=False, compact=True),
            ),
            "encoding": (
                _("Letters"),
                Select(encodings, id="i-encoding", allow_blank=False, compact=True),
            ),
        }
        for name, (label, field) in fields.items():
            yield from _field(label, field, f"{name}-field")
        yield Label(Content(_("Speakers")), classes="list-title fields")
        yield OptionList(id="speakers", compact=True, classes="fields")
        yield from _field(_("Unit"), Input(id="i-unit", compact=True))
        yield from _field(_("Place"), Input(id="i-place", compact=True))
        yield Static("", id="turns", markup=False)

    def on_mount(self) -> None:
        """Nothing is shown yet."""
        self.show(None)

    def show(self, incoming: Incoming | None) -> None:
        """Show a file."""
        same = incoming is self._shown
        self._shown = incoming
        usable = incoming is not None and incoming.draft is not None
        for part in self.query(".fields"):
            part.display = usable
            part.disabled = usable and bool(incoming and incoming.imported)
        self.can_focus = incoming is not None and incoming.foreign is not None  # to scroll it
        about, below = Content(""), Content("")
        if incoming is not None and incoming.foreign is not None:
            about = studycard.about(incoming, incoming.foreign)
            below = studycard.holds(incoming.foreign)
        elif incoming is not None:
            about, below = _about(incoming, self._codes), _turns(incoming)
        self.query_one("#outcome", Static).update(about)
        self.query_one("#turns", Static).update(below)
        if incoming is None or not usable:
            return
        self.query_one("#i-title", Input).value = clean_line(incoming.title)
        self.query_one("#i-date", Input).value = clean_line(incoming.date)
        self.query_one("#i-kind", Select).value = incoming.kind.value
        encoding = self.query_one("#i-encoding", Select)
        has_choice = incoming.draft is not None and incoming.draft.encoding in ENCODINGS
        self.query_one("#encoding-field").display = has_choice
        if has_choice and incoming.draft is not None:
            encoding.value = incoming.draft.encoding
        language = incoming.language if incoming.language in LANGUAGES else "nb"
        self.query_one("#i-language", Select).value = language
        self._show_speakers(self._row if same else -1)

    def _show_speakers(self, row: int) -> None:
        incoming = self._shown
        if incoming is None:
            return
        rows = self.query_one("#speakers", OptionList)
        rows.clear_options()
        rows.add_options(_rows(incoming))
        rows.highlighted = row + 1
        self._show_attributes(row)

    def _show_attributes(self, row: int) -> None:
        self._row = row
        if self._shown is not None:
            for name in ("unit", "place"):
                value = clean_line(self._shown.attribute(row, name))
                self.query_one(f"#i-{name}", Input).value = value

    @on(OptionList.OptionHighlighted, "#speakers")
    def follow(self, event: OptionList.OptionHighlighted) -> None:
        """Show the attributes of the speaker under the cursor."""
        event.stop()
        if event.option_list.highlighted is not None:
            self._show_attributes(event.option_list.highlighted - 1)

    @on(OptionList.OptionSelected, "#speakers")
    def next_role(self, event: OptionList.OptionSelected | None = None) -> None:
        """Give the speaker under the cursor the next role."""
        if event is not None:
            event.stop()
        if self._shown is not None and self._shown.ready and self._row >= 0:
            self._shown.next_role(self._row)
            self._show_speakers(self._row)
            self.post_message(self.Changed())

    @on(Input.Changed)
    @on(Select.Changed)
    def note(self, event: Any) -> None:
        """Keep what is in the field now. (The event may be older than the file that is shown.)"""
        event.stop()
        incoming, field = self._shown, event.control
        if incoming is None or not incoming.ready:
            return
        value = str(field.value)
        match field.id:
            case "i-title" if value != clean_line(incoming.title):
                incoming.title = value
            case "i-date" if value != clean_line(incoming.date):
                incoming.date = value
            case "i-kind" if value != incoming.kind.value:
                incoming.chosen_kind = Kind(value)
            case "i-language" if value != incoming.language:
                incoming.language = value
            case "i-encoding" if incoming.draft and value != incoming.draft.encoding:
                incoming.encoding = value
                self.post_message(self.Encoded(incoming))
            case "i-unit" | "i-place" if value != clean_line(
                incoming.attribute(self._row, field.id[2:])
            ):
                incoming.set_attribute(self._row, field.id[2:], value)
                rows = self.query_one("#speakers", OptionList)
                rows.replace_option_prompt_at_index(
                    self._row + 1, _rows(incoming)[self._row + 1].prompt
                )
            case _:
                return
        self.post_message(self.Changed())

    @on(Input.Submitted)
    def done(self, event: Input.Submitted) -> None:
        """Go on to the next field."""
        event.stop()
        self.screen.focus_next()


def _field(label: str, field: Widget, id: str | None = None) -> ComposeResult:
    with Horizontal(classes="field fields", id=id):
        yield Label(Content(label), classes="field-name")
        yield field


def _kinds() -> dict[Kind, str]:
    return {
        Kind.INTERVIEW: _("Interview"),
        Kind.WORKSHOP: _("Workshop"),
        Kind.SURVEY: _("Survey"),
        Kind.DOCUMENT: _("Document"),
    }


def _about(incoming: Incoming, codes: Names | None) -> Content:
    parts: list[str | tuple[str, str]] = [(clean_line(incoming.path.name), "bold"), "\n"]
    outcome, draft = incoming.outcome, incoming.named
    if outcome is None:
        parts.append(_("Waiting to be read."))
    elif draft is None:
        word = _("Refused") if outcome.outcome == "reject" else _("Passed over")
        parts += [(f"{word}: ", "bold $text-warning"), clean(outcome.message)]
    else:
        turns, words = len(draft.turns), sum(len(turn.text.split()) for turn in draft.turns)
        facts = (
            clean_line(draft.importer),
            LANGUAGES.get(draft.language, clean_line(draft.language)),
            ngettext("{n} turn", "{n} turns", turns).format(n=turns),
            ngettext("{n} word", "{n} words", words).format(n=words),
        )
        comments = (counted(draft.comments, codes),) if draft.comments else ()
        parts.append("  ".join((*facts, *comments)))
        if incoming.imported:
            done = _("Imported as “{id}”.").format(id=incoming.imported)
            parts.append((f"\n✓ {done}", "bold $text-success"))
        elif draft.columns:
            parts.append("\n" + _("“k” chooses which columns are answers."))
        for notice in draft.notices:
            parts += [("\n⚠ ", "bold $text-warning"), clean_line(notice.message)]
    if incoming.refused:
        parts += [("\n✗ ", "bold $text-error"), clean_line(incoming.refused)]
    parts.append("\n")
    return Content.assemble(*parts)


def _rows(incoming: Incoming) -> list[Option]:
    roles = role_words(_)
    draft = incoming.named
    spoken = counts(draft) if draft else {}
    rows = [("", _("(the whole transcript)"), incoming.attributes, "", "")]
    for speaker in incoming.speakers:
        turns, words = spoken.get(speaker.name, (0, 0))
        count = ngettext("{n} turn", "{n} turns", turns).format(n=turns)
        count += ", " + ngettext("{n} word", "{n} words", words).format(n=words)
        told = _("as in {id}").format(id=told_by) if (told_by := incoming.told_by(speaker)) else ""
        from_file = ("= " + ", ".join(speaker.aliases)) if speaker.aliases else ""
        about = "  ".join(filter(None, (from_file, told)))
        name = clean_line(speaker.name)
        rows.append((roles[speaker.role], name, dict(speaker.attributes), count, about))
    width = max(len(role) for role, *_rest in rows)
    return [
        Option(
            Content.assemble(
                (f"{role:<{width}}  ", "bold"),
                name,
                (f"  {clean_line(about)}" if about else "", "italic"),
                (f"  {count}" if count else "", "dim"),
                "".join(f"  · {clean_line(value)}" for value in attributes.values()),
            )
        )
        for role, name, attributes, count, about in rows
    ]


def _turns(incoming: Incoming) -> Content:
    draft = incoming.named
    if draft is None:
        return Content("")
    parts: list[str | tuple[str, str]] = [("\n" + _("How it begins"), "bold $text-primary")]
    for turn in islice(draft.turns, _TURNS):
        text = clean_line(turn.text)
        shown = text if len(text) <= _LETTERS else f"{text[:_LETTERS]} …"
        name = f"{clean_line(turn.speaker)}: " if turn.speaker else ""
        parts += ["\n", (name, "bold"), shown]
    return Content.assemble(*parts)

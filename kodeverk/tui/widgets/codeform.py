"""The card of a code as a form: everything that can be said of it."""

from collections.abc import Mapping

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Checkbox, Input, Label, Static, TextArea

from kodeverk.codebook import valid_key
from kodeverk.i18n import _
from kodeverk.model import Code, Codebook
from kodeverk.text import clean, clean_line
from kodeverk.tui.widgets.lists import Tick
from kodeverk.tui.widgets.swatches import Swatches

_LINES = ("name", "key")
_CUES = ("cues", "counter_cues")
_TEXTS = ("definition", "include", "exclude", "examples", *_CUES)


class CodeForm(VerticalScroll):
    """Fields of one code. What is written is told when the field is left, and with ⏎."""

    can_focus = False

    class Left(Message):
        """A field was left or decided: what was written can be taken."""

    class Recolored(Message):
        """Another colour was chosen."""

        def __init__(self, color: str) -> None:
            super().__init__()
            self.color = color

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.code = ""
        self._book = Codebook()
        self._shown: dict[str, object] = {}
        self._now: dict[str, object] = {}

    def compose(self) -> ComposeResult:
        """What is known, then the fields."""
        yield Static("", id="about", markup=False)
        labels = {
            "name": _("Name"),
            "definition": _("Definition"),
            "include": _("Include"),
            "exclude": _("Exclude"),
            "examples": _("Examples"),
            "cues": _("Cues"),
            "counter_cues": _("Against"),
            "color": _("Colour"),
            "key": _("Key"),
        }
        for name, label in labels.items():
            with Horizontal(classes="field"):
                yield Label(Content(label), classes="field-name")
                yield self._field(name)
        yield Static("", id="key-hint", markup=False)
        with Horizontal(classes="field"):
            yield Label(Content(_("Use")), classes="field-name")
            yield Tick(Content(_("can be set on text")), id="f-codable")

    def _field(self, name: str) -> Widget:
        if name == "color":
            return Swatches(id="f-color")
        if name in _LINES:
            return Input(id=f"f-{name}", compact=True, max_length=int(name == "key"))
        area = TextArea(id=f"f-{name}", compact=True, tab_behavior="focus")
        if name == "examples":
            area.placeholder = _("one on each line")
        elif name == "cues":
            area.placeholder = _("words and phrases that speak for the code, with commas between")
        elif name == "counter_cues":
            area.placeholder = _("words and phrases that speak against it")
        return area

    def show(self, book: Codebook, code_id: str, about: Content) -> None:
        """Show a code; fields that say the same already are left alone, and so is the cursor."""
        code = book.get(code_id)
        self.display = code is not None
        self._book, self.code = book, code.id if code else ""
        if code is None:
            self._shown, self._now = {}, {}
            return
        self._shown = _values(code)
        self._now = dict(self._shown)
        self.query_one("#about", Static).update(about)
        for name, value in tuple(self._shown.items()):
            field = self.query_one(f"#f-{name}")
            if isinstance(field, Input) and field.value != value:
                field.value = str(value)
            elif isinstance(field, TextArea):
                if field.text != value:
                    field.load_text(str(value))
                self._shown[name] = self._now[name] = field.text  # it has its own line breaks
            elif isinstance(field, Checkbox):
                field.value = bool(value)
        self.query_one(Swatches).show(code.color)
        self._hint("")

    def take(self) -> Mapping[str, object]:
        """Return the fields that were written in since they were shown or taken."""
        changed = {n: v for n, v in self._now.items() if v != self._shown.get(n)}
        self._shown |= changed
        lists = ("examples", *_CUES)
        return {n: str(v).split("\n") if n in lists else v for n, v in changed.items()}

    def put_back(self) -> None:
        """Count what was taken as written but not taken: it could not be saved."""
        self._shown = {}

    def focus_on(self, name: str) -> None:
        """Begin to write in a field."""
        self.query_one(f"#f-{name}").focus()

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Checkbox.Changed)
    def note(self, event: Input.Changed | TextArea.Changed | Checkbox.Changed) -> None:
        """Keep what is in the field now. (The event may be older than the code that is shown.)"""
        event.stop()
        field: Widget = event.control
        name = (field.id or "").removeprefix("f-")
        if name not in self._now:
            return
        if isinstance(field, Input):
            self._now[name] = field.value
            if name == "key":
                self._hint(field.value)
        elif isinstance(field, TextArea):
            self._now[name] = field.text
        elif isinstance(field, Checkbox):
            self._now[name] = field.value
            self.post_message(self.Left())

    def _hint(self, key: str) -> None:
        owner = self._book.by_key(key)
        text = ""
        if key and not valid_key(key):
            text = _("Use one digit, one capital letter, or æ, ø or å.")
        elif owner is not None and owner.id != self.code:
            text = _("The key {key} already belongs to “{name}”.").format(
                key=key, name=clean_line(owner.name)
            )
        hint = self.query_one("#key-hint", Static)
        hint.update(Content(text))
        hint.display = bool(text)

    @on(Input.Submitted)
    def done(self, event: Input.Submitted) -> None:
        """Save, and go on to the next field."""
        event.stop()
        self.post_message(self.Left())
        self.screen.focus_next()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Save when a field is left."""
        self.post_message(self.Left())

    @on(Swatches.Picked)
    def recolor(self, event: Swatches.Picked) -> None:
        """Tell which colour was chosen."""
        event.stop()
        self.post_message(self.Recolored(event.color))


def _values(code: Code) -> dict[str, object]:
    values: dict[str, object] = {name: clean_line(getattr(code, name)) for name in _LINES}
    values |= {name: clean(getattr(code, name)) for name in ("definition", "include", "exclude")}
    values["examples"] = "\n".join(clean_line(example) for example in code.examples)
    values |= {name: ", ".join(map(clean_line, getattr(code, name))) for name in _CUES}
    values["codable"] = code.codable
    return values

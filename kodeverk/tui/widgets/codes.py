"""The codebook beside the transcript: the tree of codes, and the card of the one that is marked."""

from collections.abc import Mapping

from rich.style import Style
from rich.text import Text
from textual import events
from textual.content import Content
from textual.message import Message
from textual.scrollbar import ScrollBar
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from kodeverk.i18n import _
from kodeverk.model import Code, Codebook
from kodeverk.text import clean, clean_line
from kodeverk.tui.widgets.paint import BLACK, readable
from kodeverk.tui.widgets.scrollbar import LightScrollBar
from kodeverk.tui.widgets.sheet import Sheet


class CodeTree(Tree[str]):
    """The codes in their order, each with its mark, its key and how often it is used."""

    DEFAULT_CSS = "CodeTree { overflow-y: scroll; scrollbar-size-vertical: 1; }"
    ICON_NODE = "▸ "
    ICON_NODE_EXPANDED = "▾ "

    class Marked(Message):
        """The cursor is on another code."""

        def __init__(self, code: str) -> None:
            super().__init__()
            self.code = code

    class Chosen(Message):
        """A code was chosen with ⏎ or a click on the one already marked."""

        def __init__(self, code: str) -> None:
            super().__init__()
            self.code = code

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id)
        self.set_reactive(CodeTree.show_vertical_scrollbar, True)  # as in the transcript's pane
        self._codes: dict[str, Code] = {}
        self._places: dict[str, TreeNode[str]] = {}
        self._marks: Mapping[str, str] = {}
        self._colors: Mapping[str, str] = {}
        self._counts: dict[str, int] = {}
        self.show_root = False
        self.guide_depth = 2
        self.auto_expand = False

    def show(self, book: Codebook, marks: Mapping[str, str], colors: Mapping[str, str]) -> None:
        """Show the codes of ``book``; the cursor stays on its code where that is still there."""
        marked = self.marked
        self._codes = {code.id: code for code in book.codes}
        self._marks, self._colors = marks, colors
        self.clear()
        self._places = {}
        for code in book.codes:
            parent = self._places.get(code.parent or "", self.root)
            leaf = not book.children(code.id)
            add = parent.add_leaf if leaf else parent.add
            node = add(self._label(code.id), data=code.id)
            if not leaf:
                node.expand()
            self._places[code.id] = node
        self.root.expand()
        if marked in self._places:
            self.mark(marked)

    def on_mount(self) -> None:
        """Let the codes' colours be read on light and on dark."""
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._relabel())
        self._relabel()

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The scroll bar, one that is cheap to draw."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = LightScrollBar()
            self.app._start_widget(self, self._vertical_scrollbar)
        return self._vertical_scrollbar

    def on_resize(self, event: events.Resize) -> None:
        """Cut the labels anew. A tree of Textual's has the whole screen laid out again."""
        event.prevent_default()
        self._clear_line_cache()
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw the labels anew, and again without a layout of the whole screen."""
        super(Tree, self).notify_style_update()
        self._clear_line_cache()
        self.refresh()

    def _relabel(self) -> None:
        for code, node in self._places.items():
            node.set_label(self._label(code))

    def on_click(self, event: events.Click) -> None:
        """Mark the code that is clicked; only a click on the one already marked chooses it."""
        line = event.style.meta.get("line")
        if line is not None and line != self.cursor_line and not event.style.meta.get("toggle"):
            event.prevent_default()
            self.cursor_line = line

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Show how often each code is used; only labels that change are made anew."""
        old, self._counts = self._counts, dict(counts)
        for code, node in self._places.items():
            if old.get(code, 0) != self._counts.get(code, 0):
                node.refresh()

    def _label(self, code_id: str) -> Text:
        code = self._codes[code_id]
        text = Text(no_wrap=True, overflow="ellipsis", end="")
        if code.codable:
            paper = self.background_colors[1] if self.is_attached else BLACK
            color = readable(self._colors.get(code_id, ""), paper)
            style = Style(bold=True, color=color or None)
            text.append(f"┃{clean_line(self._marks.get(code_id, '')):<2} ", style)
        text.append(clean_line(code.name), "" if code.codable else "bold")
        return text

    def render_label(self, node: TreeNode[str], base_style: Style, style: Style) -> Text:
        """Return the name, cut to the panel, with the number of codings at the right edge."""
        label = super().render_label(node, base_style, style)
        depth = 0
        above = node.parent
        while above is not None and above is not self.root:
            depth, above = depth + 1, above.parent
        room = self.size.width - self.guide_depth * depth - 1
        count = self._counts.get(node.data or "", 0)
        number = f" {count}" if count else ""
        label.truncate(max(4, room - len(number)), overflow="ellipsis", pad=bool(number))
        if number:
            label.append(number, base_style + Style(dim=True))
        return label

    def get_label_width(self, node: TreeNode[str]) -> int:
        """Return no width: a label is cut to the panel, and Textual would draw each to measure."""
        return 0

    @property
    def marked(self) -> str:
        """The id of the code under the cursor; empty if none is."""
        node = self.cursor_node
        return (node.data or "") if node else ""

    def mark(self, code: str) -> None:
        """Put the cursor on ``code``."""
        node = self._places.get(code)
        if node is not None:
            self.move_cursor(node)

    def on_tree_node_highlighted(self, event: Tree.NodeHighlighted[str]) -> None:
        """Tell which code the cursor is on."""
        event.stop()
        if event.node.data:
            self.post_message(self.Marked(event.node.data))

    def on_tree_node_selected(self, event: Tree.NodeSelected[str]) -> None:
        """Tell which code was chosen."""
        event.stop()
        if event.node.data:
            self.post_message(self.Chosen(event.node.data))


class CodeCard(Sheet):
    """Definition, include, exclude, an example and the cues of one code."""

    def show(self, book: Codebook, code_id: str, note: str = "") -> None:
        """Show the code of that id, and below it ``note``; nothing if there is none."""
        code = book.get(code_id)
        below = Content.styled(f"\n{note}" if note else "", "dim italic")
        self.put(card(book, code) + below if code else Content(""))
        self.scroll_to_row(0)


def colors(book: Codebook) -> dict[str, str]:
    """Return each code's colour: its own, else that of the nearest code above it."""
    found: dict[str, str] = {}
    for code in book.codes:
        found[code.id] = code.color or found.get(code.parent or "", "")
    return found


def card(book: Codebook, code: Code) -> Content:
    """Return what a coder needs to know of ``code``."""
    parts: list[str | tuple[str, str]] = [(clean_line(book.path(code.id)) + "\n", "bold")]
    rows = (
        ("", code.definition),
        (_("Include"), code.include),
        (_("Exclude"), code.exclude),
        (_("Example"), code.examples[0] if code.examples else ""),
        (_("Cues"), ", ".join(code.cues)),
        (_("Against"), ", ".join(code.counter_cues)),
    )
    for title, text in rows:
        if text:
            if title:
                parts.append((f"\n{title}: ", "bold $text-primary"))
            parts.append(clean(text).strip() + "\n")
    return Content.assemble(*parts)

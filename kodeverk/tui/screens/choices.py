"""The two lists one chooses from all the time: codes and transcripts."""

from collections.abc import Mapping

from textual.content import Content

from kodeverk.i18n import _
from kodeverk.model import Codebook
from kodeverk.project import Project
from kodeverk.text import clean_line
from kodeverk.tui.screens.pick import Choice, PickScreen


def code_picker(
    title: str,
    book: Codebook,
    marks: Mapping[str, str],
    colors: Mapping[str, str],
    keys: bool = False,
) -> PickScreen[str]:
    """Return the list of codes that can be applied; with ``keys`` a code's own key takes it."""
    choices = [
        Choice(
            code.id,
            Content.assemble(
                (f"┃{clean_line(marks.get(code.id, '')):<2} ", f"bold {colors.get(code.id, '')}"),
                (clean_line(code.name), "bold"),
                (f"  {clean_line(book.path(code.parent))}" if code.parent else "", "dim"),
                (f"  {clean_line(code.key)}" if code.key else "", "reverse"),
            ),
            (clean_line(code.name), clean_line(book.path(code.id))),
        )
        for code in book.codes
        if code.codable
    ]
    own = {code.key: code.id for code in book.codes if code.key and code.codable} if keys else {}
    hint = _("A code's own key takes it at once.") if keys else ""
    return PickScreen(title, choices, keys=own, hint=hint)


def transcript_picker(project: Project) -> PickScreen[str]:
    """Return the list of transcripts, each with its kind, date and number of codings."""
    choices = []
    for name in project.transcript_ids:
        head = project.head(name)
        title = clean_line(head.title) if head else name
        about = f"  {head.date}" if head and head.date else ""
        label = Content.assemble((title, "bold"), (f"  {name}{about}", "dim"))
        choices.append(Choice(name, label, (title, name)))
    return PickScreen(_("Which transcript?"), choices)

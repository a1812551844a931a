"""What a document holds that a transcript has no place for, said alike for all formats. No I/O."""

from collections import Counter

from kodeverk.corpus.importers.reading import Notes
from kodeverk.i18n import _, ngettext


def tell(
    notes: Notes,
    dropped: Counter[str],
    *,
    tracked: bool = False,
    hidden: bool = False,
    macros: bool = False,
) -> None:
    """Notice tracked changes, hidden text, macros, and the things counted in ``dropped``."""
    if tracked:
        notes.add(
            "tracked_changes",
            _(
                "The file has tracked changes. The text is read as if all of them were accepted: "
                "with what was inserted, without what was deleted."
            ),
        )
    if hidden:
        notes.add(
            "hidden_text",
            _(
                "The file has hidden text. It was left out. Make it visible in the program that "
                "made it and import again if it belongs."
            ),
        )
    if macros:
        notes.add("macro_ignored", _("The file holds macros. They were not read or run."))
    listed = _listed(dropped)
    if listed:
        notes.add(
            "dropped_content",
            _("Not brought along: {things}. The source file is kept as it was.").format(
                things=", ".join(listed)
            ),
        )


def _listed(dropped: Counter[str]) -> list[str]:
    """Return what was left out, in words."""
    n = dropped
    said = {
        "footnote": ngettext("{n} footnote", "{n} footnotes", n["footnote"]),
        "margin": ngettext(
            "{n} header or footer with text", "{n} headers or footers with text", n["margin"]
        ),
        "running": ngettext(
            "{n} line that the pages repeat, such as a page number",
            "{n} lines that the pages repeat, such as page numbers",
            n["running"],
        ),
        "picture": ngettext("{n} picture", "{n} pictures", n["picture"]),
        "page": ngettext(
            "{n} page without text, perhaps a picture of text",
            "{n} pages without text, perhaps pictures of text",
            n["page"],
        ),
        "damaged": ngettext(
            "what is damaged on {n} page", "what is damaged on {n} pages", n["damaged"]
        ),
        "equation": ngettext("{n} equation", "{n} equations", n["equation"]),
        "object": ngettext("{n} embedded object", "{n} embedded objects", n["object"]),
        "chunk": ngettext("{n} inserted file", "{n} inserted files", n["chunk"]),
        "field": ngettext("{n} filled-in field", "{n} filled-in fields", n["field"]),
        "symbol": ngettext("{n} symbol", "{n} symbols", n["symbol"]),
        "end": _("whatever came at the end, where the file is cut off"),
    }
    return [text.format(n=n[thing]) for thing, text in said.items() if n[thing]]

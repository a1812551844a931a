"""What a project file holds that a study of texts cannot take, counted as it is met."""

from kodeverk.i18n import _
from kodeverk.interchange.parcel import Left


class Losses:
    """Counts by kind, with the names of where they were."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, dict[str, None]]] = {}

    def add(self, code: str, where: str = "", count: int = 1) -> None:
        """Count what is lost; ``code`` is one of those below, ``where`` a name or empty."""
        if count:
            before, names = self._found.setdefault(code, (0, {}))
            if where:
                names[where] = None
            self._found[code] = (before + count, names)

    def left(self) -> tuple[Left, ...]:
        """Return them for a person, in the order they were met."""
        texts = {
            "picture": _("Pictures, with what is coded in them: Kodeverk reads texts only."),
            "pdf": _("PDF documents without a text of their own: Kodeverk reads texts only."),
            "audio": _("Sound recordings, with what is coded in them: only texts are read."),
            "video": _("Films, with what is coded in them: only texts are read."),
            "media_coding": _("Codings on pictures, pages, sound or film."),
            "missing_text": _(
                "Texts that are not in the file as plain text, with all that is on them."
            ),
            "missing_coding": _("Codings on texts that are not in the file."),
            "outside": _("Codings whose places lie outside their text: nobody can know where."),
            "empty": _("Codings of no text at all (they end where they begin)."),
            "no_code": _("Codings with a code that is not in the file."),
            "whole_text": _("Codes set on a whole text rather than on a passage."),
            "note_coding": _("Codings within memos: a memo cannot be coded here."),
            "case_place": _("Places of cases that are not in the texts of the file."),
            "case_code": _("Codes set on a case rather than on a passage."),
            "variable": _("Descriptions of variables."),
            "link": _("Links between codes, texts and passages."),
            "set": _("Sets (groups of codes, texts or memos)."),
            "graph": _("Graphs and maps."),
            "missing_note": _("Memos that are referred to but not in the file."),
        }
        return tuple(
            Left(code, texts[code], count, tuple(names))
            for code, (count, names) in self._found.items()
        )

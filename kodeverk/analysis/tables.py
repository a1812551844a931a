"""Tables as pandas DataFrames: how often codes are used, the themes and the material of a report.

pandas is loaded when a table is made, not before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kodeverk.i18n import translator
from kodeverk.report import Report

if TYPE_CHECKING:
    import pandas as pd

    from kodeverk.analysis.study import Study


def frequency(study: Study, by: str = "transcript") -> pd.DataFrame:
    """Return the number of codings of each code, a column per ``transcript`` or per ``coder``.

    The index is the id of the code in the codebook's order (codes that only codings know come
    last, so nothing goes uncounted); the column ``name`` is its path. Codes without codings have
    zeros. Codings of several coders at one place all count: this is work done, not themes found.
    """
    import pandas as pd

    book, codings = study.codebook, study.codings()
    order = [code.id for code in book.codes]
    codes = [book.resolve(coding.code) for coding in codings]
    order += sorted(set(codes) - set(order))
    where = [coding.transcript if by == "transcript" else coding.coder for coding in codings]
    columns = (
        [transcript.id for transcript in study.transcripts()]
        if by == "transcript"
        else sorted(set(where))
    )
    columns += sorted(set(where) - set(columns))
    counts = pd.crosstab(pd.Series(codes, dtype=str), pd.Series(where, dtype=str))
    table = counts.reindex(index=order, columns=columns, fill_value=0).astype(int)
    table.index.name, table.columns.name = "code", None
    table["total"] = table.sum(axis=1)
    table.insert(0, "name", [book.path(code) for code in order])
    return table


def themes_table(report: Report) -> pd.DataFrame:
    """Return the table of themes, with headings in the report's language, a row per code."""
    import pandas as pd

    words = translator(report.language)
    return pd.DataFrame(
        [
            (row.name, row.description, row.informants, row.codings, row.example)
            for row in report.theme_rows
        ],
        columns=[
            words.gettext("Theme"),
            words.gettext("Description"),
            words.gettext("Informants"),
            words.gettext("Codings"),
            words.gettext("Example"),
        ],
        index=pd.Index([row.code for row in report.theme_rows], name="code"),
    )


def material_table(report: Report) -> pd.DataFrame:
    """Return the table of the material, with headings in the report's language."""
    import pandas as pd

    words = translator(report.language)
    return pd.DataFrame(
        [
            (row.title, row.kind, row.date, row.place, ", ".join(row.speakers), row.words)
            for row in report.material
        ],
        columns=[
            words.gettext("Transcript"),
            words.gettext("Kind"),
            words.gettext("Date"),
            words.gettext("Place"),
            words.gettext("Speakers"),
            words.gettext("Words"),
        ],
        index=pd.Index([row.transcript for row in report.material], name="transcript"),
    )

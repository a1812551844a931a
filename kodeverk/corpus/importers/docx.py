"""Word files: the text of the main part, its comments, and a word on what was left out. No I/O."""

import re

from kodeverk.corpus.importers import gate, losses
from kodeverk.corpus.importers.layouts import read_layout
from kodeverk.corpus.importers.package import Package
from kodeverk.corpus.importers.placing import Letters
from kodeverk.corpus.importers.reading import Job, Paragraph, Reading
from kodeverk.corpus.importers.wordcomments import read_comments
from kodeverk.corpus.importers.wordxml import Walker, plain, read_looks
from kodeverk.errors import ImportRefused
from kodeverk.i18n import _

_MAIN = re.compile(r"word/document\d*\.xml")
_MARGIN = re.compile(r"word/(?:header|footer)\d*\.xml")


def read(job: Job) -> Reading:
    """Return what a Word file holds; raises ImportRefused."""
    package = Package(job.data)
    main = _main_part(package)
    folder = main.rpartition("/")[0]
    styles = f"{folder}/styles.xml"
    looks = read_looks(package.tree(styles) if styles in package else None)
    walker = Walker(looks)
    raw = list(walker.walk(package.tree(main)))
    paragraphs = [Paragraph(job.notes.take(each.text), each.bold) for each in raw]
    walker.dropped["margin"] += sum(
        bool(plain(package.tree(name)).strip()) for name in package.names() if _MARGIN.match(name)
    )
    losses.tell(
        job.notes,
        walker.dropped,
        tracked=walker.tracked,
        hidden=walker.hidden,
        macros=any(name.endswith("vbaproject.bin") for name in package.names()),
    )
    if not paragraphs:
        raise gate.no_text()
    segments, header = read_layout(paragraphs, job.notes, job.interviewers)
    comments = read_comments(
        package, folder, job.notes, walker.edges.anchors, raw, Letters(paragraphs, segments)
    )
    return Reading(segments, header.title, header.date, comments)


def _main_part(package: Package) -> str:
    """Return the name of the main part, by the package's own word for it or by custom."""
    if "_rels/.rels" in package:
        for relation in package.tree("_rels/.rels"):
            target = (relation.get("Target") or "").lstrip("/").lower()
            main = (relation.get("Type") or "").endswith("/officeDocument")
            if main and target in package and not target.startswith(("xl/", "ppt/")):
                return target
    for name in package.names():
        if _MAIN.fullmatch(name):
            return name
    if not package.names():
        raise gate.corrupt()
    raise ImportRefused(
        "wrong_type",
        _("The file is named as a Word file, but its content is something else."),
        _("Open it in the program that made it and save it as .docx."),
    )

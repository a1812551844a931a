"""What a report is written into: our own page, or the template of whoever has one.

Of a template its styles, headers, footers, page and text are kept as they are.
"""

import io
import re
import zipfile
from gettext import NullTranslations
from pathlib import Path, PurePosixPath

from lxml import etree
from lxml.etree import _Element

from kodeverk.corpus.importers import gate
from kodeverk.corpus.importers.package import Package as Checked
from kodeverk.errors import DataError, ImportRefused
from kodeverk.export.blocks import PREFIXES, TWIPS, field, paragraph, run
from kodeverk.export.package import CONTENT, DECLARATION, KINDS, MAIN, RELATIONS, TYPES, Package
from kodeverk.export.styles import defaults, fresh, settle
from kodeverk.i18n import _

MARK = "{{kodeverk}}"
_MARK = re.compile(r"\{\{\s*kodeverk\s*\}\}", re.IGNORECASE)
_W = f"{{{PREFIXES['w']}}}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_MACROS = (".docm", ".dotm")
_ENDINGS = (".docx", ".dotx", *_MACROS)
_HERE = ("kodeverk", "text")
_PAGE = (11906, 16838, 1134, 1417, 709)  # A4, side margin, top margin, header; twentieths of pt
_COMPATIBLE = (
    '<w:compat><w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
)


def blank(tag: str, words: NullTranslations) -> Package:
    """Return a document without text. ``tag`` is its language; ``words`` name its styles."""
    names = "".join(f' xmlns:{prefix}="{name}"' for prefix, name in PREFIXES.items())
    wide, high, side, top, header = _PAGE
    made = Package(f"{DECLARATION}<w:document{names}><w:body>", "", tag=tag)
    sheet, made.styles = fresh(tag, words)
    own = f' xmlns:w="{PREFIXES["w"]}"'
    footer = paragraph(_page_number(words), made.styles["Footer"])
    parts = {
        "styles": sheet,
        "settings": f"<w:settings{own}>{_COMPATIBLE}</w:settings>",
        "footer": f"<w:ftr{own}>{footer}</w:ftr>",
    }
    made.add(MAIN, b"", CONTENT["main"])
    made.relate("", KINDS["main"], MAIN)
    for kind, xml in parts.items():
        name = f"word/{kind}1.xml" if kind == "footer" else f"word/{kind}.xml"
        made.add(name, f"{DECLARATION}{xml}".encode(), CONTENT[kind])
        relation = made.relate(MAIN, KINDS[kind], name)  # the last one is that of the footer
    made.tail = (
        f'<w:sectPr><w:footerReference w:type="default" r:id="{relation}"/>'
        f'<w:pgSz w:w="{wide}" w:h="{high}"/><w:pgMar w:top="{top}" w:right="{side}"'
        f' w:bottom="{top}" w:left="{side}" w:header="{header}" w:footer="{header}"'
        ' w:gutter="0"/></w:sectPr></w:body></w:document>'
    )
    del made.parts[MAIN]
    return made


def _page_number(words: NullTranslations) -> str:
    fields = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
    pieces = re.split(r"(\{pages?\})", words.gettext("Page {page} of {pages}"))
    return "".join(
        field(fields[piece], "1") if piece in fields else run(piece) for piece in pieces if piece
    )


def opened(path: Path, tag: str, words: NullTranslations) -> Package:
    """Return the template at ``path``, ready for a report in the language ``tag``.

    A report goes where the template has ``{{kodeverk}}`` alone in a paragraph, else after its text.
    Raises DataError when the file cannot be read, holds macros, or is itself a report.
    """
    if path.suffix.lower() in _MACROS:
        raise _macros(path)
    if path.suffix.lower() not in _ENDINGS:
        raise DataError(
            _("“{file}” is no template: its name does not end with .docx or .dotx.").format(
                file=path.name
            ),
            _("Choose a Word file, or save the template as .docx in Word."),
        )
    try:
        gate.check_path(path.resolve())
        data = path.read_bytes()
        gate.check_kind(data, path.suffix.lower())
        return _Opened(path, data).package(tag, words)
    except ImportRefused as error:
        raise _unusable(path, error.message) from error
    except OSError as error:
        raise _unusable(path, error.strerror or type(error).__name__) from error


class _Opened:
    """A template that is being read."""

    def __init__(self, path: Path, data: bytes) -> None:
        self.path = path
        self.checked = Checked(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [each.filename for each in archive.infolist() if not each.is_dir()]
        self.parts = {name: self.checked.read(name) for name in names}

    def package(self, tag: str, words: NullTranslations) -> Package:
        """Return what a report is written into."""
        old = self._related("", KINDS["main"])
        if not old.startswith("word/") or old.count("/") > 1:
            strict = any(_STRICT in data[:4000] for data in self.parts.values())
            raise self._strict() if strict else gate.corrupt()
        root = self.checked.tree(old)
        self._check(old, root)
        styles, settings = (self._related(old, KINDS[kind]) for kind in ("styles", "settings"))
        self._forget()
        self._rename(old)
        body = root.find(f"{_W}body")
        if body is None:
            raise gate.corrupt()
        place = self._place(body)
        width, height = _room(body, place)
        taken = [each.get(f"{_W}id", "") for each in root.iter(f"{_W}bookmarkStart")]
        taken += [each.get("id", "") for each in root.iter(f"{{{PREFIXES['wp']}}}docPr")]
        made = Package(*_around(root, body, place), self.parts, tag=tag)
        made.width, made.height = width, height
        made.first_number = 1 + max((int(each) for each in taken if each.isdigit()), default=0)
        self._add_styles(made, words, styles, settings)
        return made

    def _check(self, main: str, root: _Element) -> None:
        types = etree.fromstring(self.parts["[Content_Types].xml"])
        for each in types:
            if "macroEnabled" in each.get("ContentType", "") or "vbaProject" in each.get(
                "ContentType", ""
            ):
                raise _macros(self.path)
        if any(
            each.get(f"{_W}name", "").startswith("kv_") for each in root.iter(f"{_W}bookmarkStart")
        ):
            raise DataError(
                _("“{file}” is itself a report with quotes, not a template.").format(
                    file=self.path.name
                ),
                _("Choose a document that has only the styles, the header and the footer."),
            )

    def _strict(self) -> DataError:
        return DataError(
            _("The template “{file}” is saved as “Strict Open XML”.").format(file=self.path.name),
            _("Open it in Word, save it as an ordinary Word document (.docx), and choose that."),
        )

    def _related(self, source: str, kind: str) -> str:
        """Return the name of the part that ``source`` points at, or an empty text."""
        folder = PurePosixPath(source).parent
        relations = self._relations(source)
        if relations not in self.parts:
            return ""
        for each in self.checked.tree(relations):
            if each.get("Type") == kind:
                target = each.get("Target", "")
                name = target[1:] if target.startswith("/") else str(folder / target)
                return next((x for x in self.parts if x.lower() == name.lower()), "")
        return ""

    @staticmethod
    def _relations(source: str) -> str:
        folder, _slash, name = source.rpartition("/")
        return f"{folder}/_rels/{name}.rels".removeprefix("/")

    def _forget(self) -> None:
        """Leave out what told of the template itself: properties, a small picture, signatures."""
        relations = etree.fromstring(self.parts["_rels/.rels"])
        for each in list(relations):
            if each.get("Type") in [
                KINDS[kind] for kind in ("core", "application", "thumbnail", "signature")
            ]:
                name = self._related("", str(each.get("Type")))
                self.parts.pop(name, None)
                self._no_type(name)
                relations.remove(each)
        self.parts["_rels/.rels"] = etree.tostring(relations, encoding="UTF-8")

    def _no_type(self, name: str) -> None:
        types = etree.fromstring(self.parts["[Content_Types].xml"])
        for each in types.findall(f"{{{TYPES}}}Override"):
            if each.get("PartName", "").lower() == f"/{name}".lower():
                types.remove(each)
        self.parts["[Content_Types].xml"] = etree.tostring(types, encoding="UTF-8")

    def _rename(self, old: str) -> None:
        """Make the main part an ordinary document of the usual name."""
        self._no_type(old)
        del self.parts[old]
        types = etree.fromstring(self.parts["[Content_Types].xml"])
        etree.SubElement(
            types, f"{{{TYPES}}}Override", PartName=f"/{MAIN}", ContentType=CONTENT["main"]
        )
        self.parts["[Content_Types].xml"] = etree.tostring(types, encoding="UTF-8")
        if old != MAIN and self._relations(old) in self.parts:
            self.parts[self._relations(MAIN)] = self.parts.pop(self._relations(old))
        relations = etree.fromstring(self.parts["_rels/.rels"])
        for each in relations.findall(f"{{{RELATIONS}}}Relationship"):
            if each.get("Type") == KINDS["main"]:
                each.set("Target", MAIN)
        self.parts["_rels/.rels"] = etree.tostring(relations, encoding="UTF-8")

    def _place(self, body: _Element) -> _Element | None:
        """Return the paragraph with the mark; without one, None."""
        marked = [each for each in body.iter(f"{_W}p") if _MARK.search(_said(each))]
        if not marked:
            return None
        if len(marked) > 1 or marked[0].getparent() is not body or not _MARK.fullmatch(
            _said(marked[0]).strip()
        ):  # fmt: skip
            raise DataError(
                _("The mark {mark} in “{file}” stands where no report can go.").format(
                    mark=MARK, file=self.path.name
                ),
                _("Let it stand once, alone in a paragraph, and not in a table or a text box."),
            )
        return marked[0]

    def _add_styles(self, made: Package, words: NullTranslations, name: str, settings: str) -> None:
        """Let ``made`` have all styles; ``name`` and ``settings`` are parts, if there are such."""
        if name:
            root = self.checked.tree(name)
        else:
            name = "word/styles.xml"
            root = etree.fromstring(f"{defaults(made.tag)}</w:styles>")
            made.add(name, b"", CONTENT["styles"])
            made.relate(MAIN, KINDS["styles"], name)
        table = ""
        if settings:
            found = self.checked.tree(settings).find(f"{_W}defaultTableStyle")
            table = found.get(f"{_W}val", "") if found is not None else ""
        before = {each.get(f"{_W}styleId", "") for each in root.findall(f"{_W}style")}
        made.styles = settle(root, words, table)
        made.theirs = frozenset(key for key, there in made.styles.items() if there in before)
        made.parts[name] = etree.tostring(
            root, xml_declaration=True, encoding="UTF-8", standalone=True
        )
        spoken = root.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr/{_W}lang")
        made.tag = spoken.get(f"{_W}val", "") if spoken is not None else ""


def _around(root: _Element, body: _Element, place: _Element | None) -> tuple[str, str]:
    """Return the XML of the main part before and after the place of the report."""
    here = etree.ProcessingInstruction(*_HERE)
    if place is not None:
        place.addprevious(here)
        if place.find(f"{_W}pPr/{_W}sectPr") is None:
            body.remove(place)
        else:  # it ends a section, and must stay
            for run_ in place.findall(f"{_W}r"):
                place.remove(run_)
    else:
        if not any(_has_content(each) for each in body):
            for each in body.findall(f"{_W}p"):
                body.remove(each)
        end = body.find(f"{_W}sectPr")
        if end is None:
            body.append(here)
        else:
            end.addprevious(here)
    names = dict(root.nsmap)
    names.update(PREFIXES)
    made = etree.Element(root.tag, nsmap=names)  # type: ignore[arg-type]  # of None it knows
    made.attrib.update(root.attrib)
    made.extend(list(root))
    text = etree.tostring(made, encoding="unicode")
    head, _here, tail = text.partition("<?{} {}?>".format(*_HERE))
    return DECLARATION + head, tail


def _has_content(element: _Element) -> bool:
    """Tell whether something of the body is more than an empty paragraph."""
    if element.tag == f"{_W}sectPr":
        return False
    return element.tag != f"{_W}p" or any(
        each.tag not in (f"{_W}pPr", f"{_W}bookmarkStart", f"{_W}bookmarkEnd", f"{_W}proofErr")
        for each in element
    ) or element.find(f"{_W}pPr/{_W}sectPr") is not None  # fmt: skip


def _said(element: _Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{_W}t"))


def _room(body: _Element, place: _Element | None) -> tuple[float, float]:
    """Return how wide and high the text is on the page of the report, in millimetres."""
    wide, high, side, top, _header = _PAGE
    later = list(body) if place is None else list(body)[body.index(place) :]
    ends = [each for some in later for each in some.iter(f"{_W}sectPr")]
    section = None if not ends else ends[0] if place is not None else ends[-1]
    size = None if section is None else section.find(f"{_W}pgSz")
    margin = None if section is None else section.find(f"{_W}pgMar")

    def number(element: _Element | None, name: str, otherwise: int) -> int:
        value = "" if element is None else element.get(f"{_W}{name}", "")
        return abs(int(value)) if re.fullmatch(r"-?\d+", value) else otherwise

    width = number(size, "w", wide) - number(margin, "left", side) - number(margin, "right", side)
    height = number(size, "h", high) - number(margin, "top", top) - number(margin, "bottom", top)
    return max(width, 1440) / TWIPS, max(height, 1440) / TWIPS


def _macros(path: Path) -> DataError:
    return DataError(
        _("“{file}” holds macros, which a report must not bring along.").format(file=path.name),
        _("Open it in Word, save it as .docx or .dotx (without macros), and choose that."),
    )


def _unusable(path: Path, reason: str) -> DataError:
    return DataError(
        _("The template “{file}” cannot be used. {reason}").format(file=path.name, reason=reason),
        _("Open it in Word, save it again as .docx or .dotx, and choose that."),
    )

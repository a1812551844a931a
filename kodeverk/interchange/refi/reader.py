"""From a project or codebook file of REFI-QDA to a Parcel, whichever program wrote it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kodeverk.errors import DataError
from kodeverk.i18n import _, ngettext
from kodeverk.interchange.parcel import ForeignText, Left, Parcel
from kodeverk.interchange.refi import (
    cases,
    codes,
    memos,
    nodes,
    offsets,
    passages,
    supplement,
    texts,
)
from kodeverk.interchange.refi.container import Container, read_file, tree
from kodeverk.interchange.refi.losses import Losses
from kodeverk.interchange.refi.people import People, unknown
from kodeverk.model import Code, Codebook, Span

if TYPE_CHECKING:
    from lxml.etree import _Element


def read_project(path: Path) -> Parcel:
    """Return what the project file (``.qdpx``) at ``path`` holds; raises DataError."""
    with Container(path) as container:
        data = container.project()
        root = tree(data, path.name)
        if nodes.local(root) != "Project":
            raise _wrong(path)
        ours = supplement.read(container, data)
        known = ours.counted if ours else None
        parcel = _Project(root, container, path.stem, known).parcel()
        stale = ours is None and supplement.MEMBER in container
    if stale:
        what = _("What only Kodeverk keeps: the file has been changed since Kodeverk wrote it.")
        return replace(parcel, left=(*parcel.left, Left("supplement", what)))
    return supplement.apply(ours, parcel) if ours else parcel


def read_codebook(path: Path) -> Parcel:
    """Return the codes in the codebook file (``.qdc``) at ``path``; raises DataError."""
    root = tree(read_file(path), path.name)
    if nodes.local(root) != "CodeBook":
        raise _wrong(path)
    origin = nodes.line(root, "origin")
    book = codes.read(root, origin)
    losses = Losses()
    for sets in nodes.children(root, "Sets"):
        for group in nodes.children(sets, "Set"):
            losses.add("set", nodes.line(group, "name"))
    name = path.stem
    return Parcel(
        name,
        origin,
        Codebook(title=name, codes=tuple(book.codes)),
        findings=tuple(book.findings),
        left=(*book.left, *losses.left()),
    )


def _wrong(path: Path) -> DataError:
    return DataError(
        _("“{file}” is not what its name says: it holds neither project nor codebook.").format(
            file=path.name
        ),
        _("Projects end with .qdpx and codebooks with .qdc; export it anew as one of them."),
    )


class _Project:
    """One project file on its way to a Parcel. ``known`` is how its places are counted, if told."""

    def __init__(
        self,
        root: "_Element",
        container: Container,
        stem: str,
        known: offsets.Reading | None,
    ) -> None:
        self._root = root
        self._known = known
        self._origin = nodes.line(root, "origin")
        self._name = nodes.line(root, "name") or stem
        self._losses = Losses()
        self._findings: list[str] = []
        self._load = texts.Loader(container)
        self._people = People(nodes.child(root, "Users"))

    def parcel(self) -> Parcel:
        """Return what the file holds, with the GUIDs as ids."""
        root, losses = self._root, self._losses
        tree = codes.read(nodes.child(root, "CodeBook"), self._origin)
        self._findings += tree.findings
        names = cases.variables(nodes.child(root, "Variables"), losses)
        material = texts.read(nodes.child(root, "Sources"), self._load, losses)
        notes = memos.notes(nodes.child(root, "Notes"), self._load, losses)
        spans = self._spans(material)
        marked = passages.Reading(self._people, notes, losses, self._origin)
        marked.links(nodes.child(root, "Links"), material)
        as_codes = cases.ids(nodes.child(root, "Cases"))
        marked.passages(material, spans, {code.id for code in tree.codes}, as_codes)
        marked.texts(material)
        marked.codes(tree.notes)
        marked.project(root)
        self._findings += marked.findings()
        found = cases.read(
            nodes.child(root, "Cases"),
            names,
            {text.id: text.id for text in material.texts} | material.same,
            {
                passage.id: (passage.text.id, span)
                for passage, span in zip(material.passages, spans, strict=True)
                if span is not None
            },
            marked.of_cases,
            losses,
        )
        for kind, group, element in (("set", "Sets", "Set"), ("graph", "Graphs", "Graph")):
            for item in nodes.children(nodes.child(root, group), element):
                losses.add(kind, nodes.line(item, "name"))
        self._tell()
        return Parcel(
            self._name,
            self._origin,
            Codebook(title=self._name, codes=self._codes(tree, marked, as_codes)),
            self._people.all(),
            tuple(self._text(text, names, found.of_texts) for text in material.texts),
            tuple(marked.codings),
            marked.memos.all(),
            tuple(found.cases),
            tuple(self._findings),
            (*tree.left, *losses.left()),
        )

    def _text(
        self,
        text: texts.Stored,
        names: Mapping[str, str],
        of_texts: Mapping[str, Mapping[str, str]],
    ) -> ForeignText:
        attributes = {**of_texts.get(text.id, {}), **cases.values(text.element, names)}
        created = nodes.moment(text.element.get("creationDateTime", ""))
        return ForeignText(text.id, text.name, text.body.text, attributes, created=created)

    def _codes(
        self, tree: codes.Tree, marked: passages.Reading, as_codes: Mapping[str, str]
    ) -> tuple[Code, ...]:
        """Return the codes: without cases that stand there too, and codable where coded."""
        doubled = {code.id for code in tree.codes if code.id in as_codes}
        if doubled:
            tree.drop(doubled)
            self._findings.append(
                ngettext(
                    "{n} case that was listed among the codes too is a case only.",
                    "{n} cases that were listed among the codes too are cases only.",
                    len(doubled),
                ).format(n=len(doubled))
            )
        coded = {coding.code for coding in marked.codings}
        return tuple(
            replace(code, codable=True) if code.id in coded else code for code in tree.codes
        )

    def _spans(self, material: texts.Material) -> list[Span | None]:
        """Return where each passage is, with how the file counts found from the file itself."""
        marks = [passage.mark for passage in material.passages]
        if self._known is not None:
            return offsets.spans(marks, self._known)
        found = offsets.recognise([m for m in marks if m.start < m.end], self._origin)
        if found.fit.of:
            self._findings += offsets.explain(found, self._origin)
        return offsets.spans(marks, found.reading)

    def _tell(self) -> None:
        if self._people.renamed:
            self._findings.append(
                _("Several coders had the same name; one was made {names}.").format(
                    names=", ".join(self._people.renamed)
                )
            )
        if self._people.strangers:
            self._findings.append(
                _("Some codings or memos say nobody’s name; they stand under “{name}”.").format(
                    name=unknown()
                )
            )
        if self._load.uncertain:
            self._findings.append(
                _("These texts are not in UTF-8; look at æ, ø and å: {names}.").format(
                    names=", ".join(self._load.uncertain)
                )
            )

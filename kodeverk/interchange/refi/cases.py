"""Cases and variables: what is known of a person, a unit or a text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kodeverk.i18n import _
from kodeverk.interchange.parcel import ForeignCase
from kodeverk.interchange.refi import nodes
from kodeverk.interchange.refi.guids import named
from kodeverk.interchange.refi.losses import Losses
from kodeverk.model import Span
from kodeverk.text import clean_line

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass
class Cases:
    """The cases of a file, and the attributes of texts that were told as nameless cases."""

    cases: list[ForeignCase] = field(default_factory=list)
    of_texts: dict[str, dict[str, str]] = field(default_factory=dict)


def variables(parent: "_Element | None", losses: Losses) -> dict[str, str]:
    """Return the names of ``Variables`` by GUID."""
    names: dict[str, str] = {}
    for variable in nodes.children(parent, "Variable"):
        name = nodes.line(variable, "name")
        names.setdefault(nodes.link(variable, "guid"), name)
        losses.add("variable", name, bool(nodes.words(variable, "Description")))
    return names


def values(element: "_Element", names: Mapping[str, str]) -> dict[str, str]:
    """Return the variables on ``element`` with their values as text."""
    found: dict[str, str] = {}
    for value in nodes.children(element, "VariableValue"):
        name = names.get(next(nodes.links(value, "VariableRef"), ""), "")
        said = [inner for inner in value if nodes.local(inner).endswith("Value")]
        text = clean_line(nodes.inner(said[0])) if said else ""
        if name and text:
            found[name] = text
    return found


def ids(parent: "_Element | None") -> dict[str, str]:
    """Return the names of ``Cases`` by GUID."""
    return {nodes.link(case, "guid"): nodes.line(case, "name") for case in _cases(parent)}


def _cases(parent: "_Element | None") -> "Iterable[_Element]":
    return nodes.children(parent, "Case")


def read(
    parent: "_Element | None",
    names: Mapping[str, str],
    texts: Mapping[str, str],
    passages: Mapping[str, tuple[str, Span]],
    coded: Mapping[str, Iterable[tuple[str, Span]]],
    losses: Losses,
) -> Cases:
    """Return the cases below ``Cases``.

    ``texts`` leads from every GUID of a text to its id, ``passages`` from a passage's to where it
    is; ``coded`` are the stretches coded with a case as if it were a code.
    """
    found = Cases()
    met: set[str] = set()
    for number, case in enumerate(_cases(parent)):
        name = nodes.line(case, "name")
        attributes = values(case, names)
        whole, spans = [], []
        for target in nodes.links(case, "SourceRef"):
            if target in texts:
                whole.append(texts[target])
            else:
                losses.add("case_place", name)
        for target in nodes.links(case, "SelectionRef"):
            if target in passages:
                spans.append(passages[target])
            else:
                losses.add("case_place", name)
        losses.add("case_code", name, len(list(nodes.links(case, "CodeRef"))))
        id = nodes.link(case, "guid") or named(f"case\n{number}\n{name}")
        if id in met:
            id = named(f"{id}\n{number}")
        met.add(id)
        spans += coded.get(id, ())
        if not name and len(whole) == 1 and not spans:  # variables of a document
            found.of_texts.setdefault(whole[0], {}).update(attributes)
            continue
        if about := clean_line(nodes.words(case, "Description")):
            attributes.setdefault(_("description"), about)
        found.cases.append(
            ForeignCase(
                id,
                name or _("Case without a name"),
                attributes,
                tuple(dict.fromkeys(whole)),
                tuple(dict.fromkeys(spans)),
            )
        )
    return found

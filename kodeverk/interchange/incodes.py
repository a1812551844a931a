"""The codes of a parcel in the codebook of a study: those it has already, and new ones."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from kodeverk import codebook as books
from kodeverk.codebook.check import in_both, tidy, tidy_line, tidy_lines, tidy_list
from kodeverk.i18n import _
from kodeverk.interchange.parcel import Left, Parcel
from kodeverk.model import Code, Codebook
from kodeverk.project.study import Study

_SAID = ("definition", "include", "exclude", "examples", "cues", "counter_cues")


@dataclass
class Codes:
    """The codes by their id in the parcel: their ids here, what is to be written, and told.

    ``book`` is set where the study has no codes yet, else ``changes``.
    """

    ids: dict[str, str] = field(default_factory=dict)
    added: list[Code] = field(default_factory=list)
    book: Codebook | None = None
    changes: tuple[books.CodeChange, ...] = ()
    findings: list[str] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def bring(study: Study, parcel: Parcel, ours: bool) -> Codes:
    """Return a code for every code of ``parcel``: the one of that id or path, else a new one.

    ``ours``: the parcel is of Kodeverk, and ids and keys are kept.
    """
    book = study.codebook
    codes = Codes()
    paths: dict[tuple[str, ...], list[str]] = {}
    for code in book.codes:
        paths.setdefault(_path(book, code), []).append(code.id)
    used: set[str] = set()
    differ: list[str] = []
    keyless: list[str] = []
    grown = book  # with the new codes, so that ids and keys stay apart
    coded = {coding.code for coding in parcel.codings}
    for code in _in_order(parcel.codebook.codes):
        known = book.get(code.id)
        if known is None:
            free = [id for id in paths.get(_path(parcel.codebook, code), []) if id not in used]
            known = book.get(free[0]) if free else None
        if known is not None:
            used.add(known.id)
            codes.ids[code.id] = known.id
            other = _path(parcel.codebook, code)[-1] != _path(book, known)[-1]
            if other or any(
                getattr(code, name) not in ("", (), getattr(known, name)) for name in _SAID
            ):
                differ.append(known.id)
            continue
        fresh = _fresh(code, grown, ours, codes.ids.get(code.parent or ""))
        if code.id in coded:
            fresh = replace(fresh, codable=True)
        if code.key and not fresh.key:
            keyless.append(fresh.id)
        codes.ids[code.id] = fresh.id
        codes.added.append(fresh)
        grown = replace(grown, codes=(*grown.codes, fresh))
    _write(study, parcel, codes, ours)
    if differ:
        what = _(
            "Codes that the file names or explains otherwise: what the codebook here says stands."
        )
        codes.left.append(Left("code_text", what, len(differ), tuple(dict.fromkeys(differ))))
    if keyless:
        what = _("Keys of codes that another code has here.")
        codes.left.append(Left("code_key", what, len(keyless), tuple(keyless)))
    return codes


def _path(book: Codebook, code: Code) -> tuple[str, ...]:
    above = (*book.ancestors(code.id), code)
    return tuple(tidy_line(each.name).casefold() for each in above)


def _in_order(codes: Iterable[Code]) -> list[Code]:
    """Return the codes in the order of the tree; one whose parent is not there is at the top."""
    below: dict[str | None, list[Code]] = {}
    ids = {code.id for code in codes}
    for code in codes:
        parent = code.parent if code.parent in ids and code.parent != code.id else None
        below.setdefault(parent, []).append(code)
    found: list[Code] = []
    waiting = below.get(None, [])[::-1]
    while waiting:
        code = waiting.pop()
        found.append(code)
        waiting += below.get(code.id, [])[::-1]
    return found


def _fresh(code: Code, book: Codebook, ours: bool, parent: str | None) -> Code:
    """Return ``code`` as the codebook can hold it."""
    id = code.id
    if not ours or not id or tidy_line(id) != id or len(id) > 200 or book.get(id) is not None:
        id = books.new_id(book, tidy_line(code.name))
    key = code.key if books.valid_key(code.key) and not book.by_key(code.key) else ""
    taken = {each.id for each in book.codes} | {old for each in book.codes for old in each.replaces}
    made = Code(
        id,
        tidy_line(code.name) or id,
        definition=tidy(code.definition),
        include=tidy(code.include),
        exclude=tidy(code.exclude),
        examples=tidy_lines(code.examples),
        color=(books.parse_color(code.color) or "") if code.color else "",
        key=key,
        parent=parent,
        replaces=tuple(old for old in tidy_lines(code.replaces) if old not in taken)
        if ours
        else (),
        codable=code.codable,
        cues=tidy_list("cues", code.cues),
        counter_cues=tidy_list("counter_cues", code.counter_cues),
    )
    both = in_both(made)
    return replace(made, counter_cues=tuple(c for c in made.counter_cues if c not in both))


def _write(study: Study, parcel: Parcel, codes: Codes, ours: bool) -> None:
    if not codes.added:
        return
    if _untouched(study):
        here, added = study.codebook, tuple(codes.added)
        title = tidy_line(parcel.codebook.title or parcel.name) or here.title
        codes.book = replace(parcel.codebook if ours else here, title=title, codes=added)
        return
    if set(parcel.codebook.rules) - set(study.codebook.rules):
        rules = tuple(rule.id for rule in parcel.codebook.rules)
        codes.left.append(Left("rule", _("Coding rules of the file."), len(rules), rules))
    book = study.codebook
    changes: list[books.CodeChange] = []
    for code in codes.added:
        steps = books.plan_add(book, code)
        book = books.changed(book, steps)
        changes += steps
    codes.changes = tuple(changes)


def _untouched(study: Study) -> bool:
    """Tell whether nobody has written in the codebook since the study was made."""
    try:
        return study.codebook_path.read_bytes() == books.template_text("empty").encode("utf-8")
    except OSError:
        return False

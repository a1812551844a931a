"""Which names are likely one person's: «Kari», «KARI», «Kari N.», «Nordmann, Kari (Drammen)».

No I/O. It only suggests; where a name could be short for two, nothing is suggested for it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kodeverk.corpus.importers.speakers import tidy
from kodeverk.corpus.naming import is_generic
from kodeverk.text import fold

# What programs put after a name: «(gjest)», «[Ekstern]», «| Drammen kommune», «@drammen.no».
_SUFFIX = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|\s[|/–-]\s.*|@\S+)\s*$")
_MOST = 500  # people: more than that are the respondents of a survey, each for themselves
_BETWEEN = re.compile(r"[\s._-]+")


@dataclass(frozen=True, slots=True)
class Alike:
    """Names that are likely one person's, and the name that suits them all best."""

    name: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Form:
    name: str  # as it stands
    shown: str  # without what a program put after it, first name first
    words: tuple[str, ...]  # of a label the whole, as one
    is_label: bool


def likely(names: Iterable[str], known: Iterable[str] = ()) -> tuple[Alike, ...]:
    """Return the groups of ``names`` that are likely one person's, in order of appearance.

    ``known`` are names that the study has for people already: they are chosen before others.
    Labels such as «Informant 1» and «SPEAKER_00» are only like themselves. Nothing is suggested
    among more names than any interviews have.
    """
    own = list(dict.fromkeys(names))
    held = dict.fromkeys(known)
    forms = [_form(name) for name in own if tidy(name)]
    heard = {word for form in forms for word in form.words}
    others = (_form(name) for name in held if name not in own)
    forms += [form for form in others if not heard.isdisjoint(form.words)]
    if sum(not form.is_label for form in forms) > _MOST:
        return ()
    by_word: dict[str, list[_Form]] = defaultdict(list)
    for form in forms:
        for word in dict.fromkeys(form.words):
            by_word[word].append(form)
    # Whoever are alike have a whole word in common.
    near = {form: [o for word in form.words for o in by_word[word]] for form in forms}
    sure = [form for form in forms if not _is_ambiguous(form, near[form])]
    groups = {form: [form] for form in sure}
    for form in sure:
        for other in near[form]:
            ours, theirs = groups[form], groups.get(other, groups[form])
            if ours is not theirs and _alike(form, other):
                ours += theirs
                groups |= dict.fromkeys(theirs, ours)
    found, place = [], {name: n for n, name in enumerate(own)}
    for group in {id(group): group for group in groups.values()}.values():
        here = sorted((form.name for form in group if form.name in place), key=place.__getitem__)
        if len(group) > 1 and here and _agree(group):
            name = _best([form for form in group if form.name in held]) or _best(group)
            if here != [name]:
                found.append(Alike(name, tuple(here)))
    return tuple(sorted(found, key=lambda alike: place[alike.names[0]]))


def _form(name: str) -> _Form:
    if is_generic(name) or any(letter.isdigit() for letter in name):
        return _Form(name, name, (fold(name),), True)
    shown = name
    while (cut := _SUFFIX.sub("", shown)) and cut != shown:
        shown = cut
    family, comma, given = shown.partition(",")
    if comma and family.strip() and given.strip():
        shown = f"{given.strip()} {family.strip()}"
    words = tuple(word for word in _BETWEEN.split(fold(shown)) if word)
    return _Form(name, shown, words, False)


def _alike(one: _Form, other: _Form) -> bool:
    return one.words == other.words or _is_short(one, other) or _is_short(other, one)


def _is_short(short: _Form, full: _Form) -> bool:
    """Tell whether ``short`` is ``full`` with initials or without some of the names."""
    if short.is_label or full.is_label or short.words == full.words:
        return False
    ours, theirs = short.words, full.words
    if len(ours) == 1:
        return len(ours[0]) > 1 and ours[0] in (theirs[0], theirs[-1]) and len(theirs) > 1
    if len(ours) > len(theirs) or not _begins(ours[0], theirs[0]):
        return False
    if ours[0] != theirs[0] and ours[-1] != theirs[-1]:  # «K. N.» may be anybody
        return False
    rest = iter(theirs[1:])
    return all(any(_begins(word, other) for other in rest) for word in ours[1:])


def _begins(word: str, other: str) -> bool:
    """Tell whether ``word`` is ``other`` or its first letter."""
    return word == other or (len(word) == 1 and other.startswith(word))


def _is_ambiguous(form: _Form, forms: Sequence[_Form]) -> bool:
    """Tell whether ``form`` can be short for two who are not one another."""
    fuller = [other for other in forms if _is_short(form, other)]
    return any(not _alike(one, other) for one in fuller for other in fuller)


def _agree(group: Sequence[_Form]) -> bool:
    """Tell whether the fullest names of ``group`` are the same."""
    fullest = [a for a in group if not any(_is_short(a, b) for b in group)]
    return len({form.words for form in fullest}) == 1


def _best(group: Sequence[_Form]) -> str:
    """Return the fullest name as people write it; empty without a group."""

    def worth(form: _Form) -> tuple[int, int, bool, bool, int]:
        mixed = form.shown not in (form.shown.upper(), form.shown.lower())
        return (
            sum(len(word) > 1 for word in form.words),
            len(form.words),
            mixed,
            form.shown == form.name,
            len(form.shown),
        )

    if not group:
        return ""
    shown = max(group, key=worth).shown
    return shown.title() if shown in (shown.upper(), shown.lower()) and len(shown) > 2 else shown

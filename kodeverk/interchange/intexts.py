"""The texts of a parcel as transcripts of a study: those it has already, and new ones."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from kodeverk import files
from kodeverk.corpus import canonical
from kodeverk.corpus.importers.times import find_date
from kodeverk.corpus.reflow import reflow
from kodeverk.i18n import _
from kodeverk.interchange.pack import Extra, Facts
from kodeverk.interchange.parcel import ForeignCase, ForeignText, Left, Parcel
from kodeverk.model import Kind, Role, Span, Speaker, Transcript
from kodeverk.project.intake import NewText
from kodeverk.project.study import Study
from kodeverk.project.transcripts import make_id
from kodeverk.text import clean_line, is_canonical, trim

_ENDING = re.compile(r"(?i)\.(?:txt|docx?|rtf|odt|md|html?|pdf)$")
_LANGUAGES = ("nb", "nn", "da", "en")


@dataclass(frozen=True, slots=True)
class Placed:
    """A text's transcript in the study, and where each stretch of the text stands in it."""

    transcript: Transcript
    new: bool
    place: Callable[[Span], Span | None]


@dataclass
class Texts:
    """The texts by their id in the parcel, and what is to be told of them."""

    placed: dict[str, Placed] = field(default_factory=dict)
    sources: dict[str, bytes] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    def new(self, importer: str) -> tuple[NewText, ...]:
        """Return the transcripts that are to be written."""
        return tuple(
            NewText(text.transcript, self.sources[id], importer)
            for id, text in self.placed.items()
            if text.new
        )


def bring(study: Study, parcel: Parcel, extra: Extra | None, step: Callable[[], None]) -> Texts:
    """Return a transcript for every text of ``parcel``; ``step`` is called after each."""
    there: dict[str, list[Transcript]] = {}
    for transcript in study.transcripts():
        there.setdefault(transcript.digest, []).append(transcript)
    texts = Texts()
    taken = set(study.transcript_ids)
    empty, unheard = [], []
    for text in parcel.texts:
        facts = (extra.texts if extra else {}).get(text.id)
        found = _known(text, there) or _ours(text, facts, taken)
        if found is None:
            laid = reflow(text.text, text.name, study.settings.interviewers)
            if not laid.body:
                empty.append(clean_line(text.name))
                continue
            known = _same(there, canonical.digest(laid.body), text)
            made = known or _made(text, laid.body, laid.kind, laid.speakers, taken)
            # A text that is a body already is known as one the next time: places must be the same.
            same = laid.body == text.text
            place = _exactly(made.body, text.canonical) if same else laid.place
            found = Placed(made, known is None, place)
            if found.new and not laid.speakers:
                unheard.append(made.id)
        if found.new:
            taken.add(found.transcript.id)
            texts.sources[text.id] = text.text.encode("utf-8", "replace")
            if facts and facts.id != found.transcript.id:
                told = _("The text “{old}” is “{new}” here: the study has another by that name.")
                texts.findings.append(told.format(old=facts.id, new=found.transcript.id))
        texts.placed[text.id] = found
        step()
    if empty:
        texts.left.append(Left("empty_text", _("Texts without words."), len(empty), tuple(empty)))
    if unheard:
        told = _("Nobody is seen to speak in these texts, so they are running text: {ids}.")
        texts.findings.append(told.format(ids=", ".join(unheard)))
    if extra is None:
        _add_cases(parcel.cases, texts)
    return texts


def _same(there: dict[str, list[Transcript]], digest: str, text: ForeignText) -> Transcript | None:
    """Return the transcript with that body, each only once: two texts may say the same."""
    found = there.get(digest, [])
    named = [t for t in found if clean_line(text.name) in (t.title, t.id) or text.id == t.id]
    if not found:
        return None
    best = (named or found)[0]
    found.remove(best)
    return best


def _known(text: ForeignText, there: dict[str, list[Transcript]]) -> Placed | None:
    known = _same(there, canonical.digest(text.text), text)
    return Placed(known, False, _exactly(known.body, text.canonical)) if known else None


def _ours(text: ForeignText, facts: Facts | None, taken: set[str]) -> Placed | None:
    """Return the transcript that a text of ours was, with all that was known of it."""
    body = text.text
    if not (facts and text.canonical and is_canonical(body) and body == body.strip("\n") != ""):
        return None
    id = facts.id
    if files.safe_name(id) != id or id.casefold() in {name.casefold() for name in taken}:
        id = make_id(id, taken)
    voices = {clean_line(each.name): each for each in facts.speakers}
    speakers = tuple(
        Speaker(name, each.role, _clean(each.attributes)) for name, each in voices.items() if name
    )
    made = _transcript(id, body, facts.kind, speakers)
    made = replace(
        made,
        title=clean_line(facts.title) or id,
        date=clean_line(facts.date),
        language=clean_line(facts.language),
        attributes=_clean(facts.attributes),
    )
    return Placed(made, True, _exactly(body, True))


def _exactly(body: str, kept: bool) -> Callable[[Span], Span | None]:
    """Return a map for a text that is a body already; ``kept``: white space at the edges too."""

    def place(span: Span) -> Span | None:
        if span.end > len(body):
            return None
        start, end = (span.start, span.end) if kept else trim(body, span.start, span.end)
        return Span(start, end) if start < end else None

    return place


def _transcript(id: str, body: str, kind: Kind, speakers: tuple[Speaker, ...]) -> Transcript:
    turns = canonical.parse_turns(body, speakers)
    return Transcript(id, id, kind, body, canonical.digest(body), turns, speakers=speakers)


def _made(
    text: ForeignText, body: str, kind: Kind, speakers: tuple[Speaker, ...], taken: set[str]
) -> Transcript:
    from kodeverk.language import detect

    name = clean_line(text.name)
    title = _ENDING.sub("", name)
    id = make_id(title, taken)
    attributes = _clean(text.attributes)
    day = find_date(attributes.get("date", ""))[0]
    said = attributes.get("kind", "")
    if day:
        del attributes["date"]
    if said in [each.value for each in Kind]:
        kind = Kind(attributes.pop("kind"))
    return replace(
        _transcript(id, body, kind, speakers),
        title=title or id,
        date=day or find_date(name)[0],
        language=text.language if text.language in _LANGUAGES else detect(body),
        attributes=attributes,
    )


def _clean(attributes: Mapping[str, str]) -> dict[str, str]:
    clean = {clean_line(name): clean_line(value) for name, value in attributes.items()}
    return {name: value for name, value in clean.items() if name and value}


# --- cases


def _add_cases(cases: Iterable[ForeignCase], texts: Texts) -> None:
    """Make attributes of cases: of the one who speaks there, else of the whole transcript."""
    lost: list[str] = []
    whole: list[str] = []
    for case in cases:
        attributes = _clean(case.attributes)
        homes = [each for each in dict.fromkeys(case.texts) if each in texts.placed]
        voices = _voices(case, texts)
        done = bool(homes or voices)
        for home in homes:
            done &= _on_text(home, {_("case"): clean_line(case.name), **attributes}, texts)
            whole.append(clean_line(case.name))
        for home, name in voices:
            done &= _on_speaker(home, name, attributes, texts)
        if not done:
            lost.append(clean_line(case.name))
    if whole:
        told = _("Cases that are whole texts have become attributes of these: {names}.")
        texts.findings.append(told.format(names=", ".join(dict.fromkeys(whole))))
    if lost:
        what = _("Cases that are not just one speaker or one text, or say something else of one.")
        texts.left.append(Left("case", what, len(lost), tuple(lost)))


def _voices(case: ForeignCase, texts: Texts) -> list[tuple[str, str]]:
    """Return (text, speaker) of all whose turns the case is; none if some are nobody's."""
    found: dict[tuple[str, str], None] = {}
    for id, span in case.spans:
        home = texts.placed.get(id)
        here = home.place(span) if home else None
        if home is None or here is None:
            return []
        turns = home.transcript.turns
        first = home.transcript.turn_index(here.start)
        for turn in turns[max(0, first) :]:
            if turn.span.start >= here.end:
                break
            if turn.speaker is None:
                return []
            found[id, turn.speaker] = None
    # Two who speak in one text are two persons: then the case is none of them.
    return list(found) if len({id for id, _name in found}) == len(found) else []


def _on_text(id: str, attributes: dict[str, str], texts: Texts) -> bool:
    home = texts.placed[id]
    if not home.new or _clash(home.transcript.attributes, attributes):
        return home.transcript.attributes.items() >= attributes.items()
    fuller = {**home.transcript.attributes, **attributes}
    texts.placed[id] = replace(home, transcript=replace(home.transcript, attributes=fuller))
    return True


def _on_speaker(id: str, name: str, attributes: dict[str, str], texts: Texts) -> bool:
    home = texts.placed[id]
    speaker = home.transcript.speaker(name)
    if speaker is None:
        return False
    said = attributes.get("role", "")
    role = Role(said) if said in [each.value for each in Role] else speaker.role
    rest = {key: value for key, value in attributes.items() if key != "role" or role != said}
    if not home.new or _clash(speaker.attributes, rest):
        return speaker.attributes.items() >= rest.items()
    fuller = replace(speaker, role=role, attributes={**speaker.attributes, **rest})
    speakers = tuple(fuller if s.name == name else s for s in home.transcript.speakers)
    texts.placed[id] = replace(home, transcript=replace(home.transcript, speakers=speakers))
    return True


def _clash(old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    return any(old.get(name, value) != value for name, value in new.items())

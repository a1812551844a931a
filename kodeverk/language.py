"""Sentences, word forms and which language a text is in (nb, nn, da, en).

The only module that knows spaCy, simplemma and NLTK's stemmers. Splitting and detecting are plain
Python; the libraries are imported in the functions that use them.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from kodeverk.model import Span, Transcript
from kodeverk.text import trim

LANGUAGES = ("nb", "nn", "da", "en")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# A transcriber's aside such as «(ler)» or «[pause]» after a full stop belongs to what was said.
_ASIDES = r"(?:[^\S\n]+[(\[][a-zæøå][^()\[\]\n]{0,40}[)\]])*"
_END = re.compile(r"([.!?…]+)([»”\"\'’›)\]]*)" + _ASIDES + r"(?=\s)|\n")
_AHEAD = re.compile(r"\s+([«“„\"‘'‹(\[]*)([-–—]\s?)?[«“„\"‘'‹(\[]*([^\W_]+)?")
_TOKEN = re.compile(r"[^\s«»“”„\"(\[]+\Z")
_DOTTED = re.compile(r"[^\W\d]{1,4}(?:\.[^\W\d]{1,4})+\Z")
_NUMBER = re.compile(r"(?:\d{1,3}|[ivxlc]+)\Z", re.IGNORECASE)
_FIRST = re.compile(r"^[^\w\n]*([^\W_])", re.MULTILINE)

# Words with a full stop that seldom end a sentence: something belonging to them follows.
_OPEN = _set(
    """adm adr alm anm art aug av avd avg bd bl bnr ca cand cf co dec des dir div dr ds dvs eks
    ekskl eng etg evt fc feb feks fig flg forts fr fvt gnr hr ibid iflg if ing inkl ing innl
    int jan jf jfr jr kap kgl kl kst kt lat ldr lic lnr mag maks maj med min mnd mr mrs ms nr
    nov obl obs okt oct op opr pga pkt pr pers prof prop ref repr resp s sen sep sept sgt sms
    spes ss st stk str sv skjønnsl tel tf tlf tidl tlph tr ukl ung univ utg vedr vha vs årg
    økon fx dvs evt hhv mht tv vha iht mfl no vol fig gen rev hon prof e.g i.e approx"""
)
# These end a sentence as often as not: a capital after them decides.
_CLOSING = _set(
    """osv etc mm mv ol o.l m.m m.v m.fl m.a o.a e.l e.kr f.kr kr mill mrd st o.s.v a.s a/s inc
    ltd a.m p.m"""
)
_MONTHS = _set(
    """januar februar mars april mai juni juli august september oktober november desember marts
    maj december jan feb mar apr jun jul aug sep sept okt nov des dec january february march
    may june july october"""
)
# What an ordinal is followed by where the text has no capitals to tell by.
_COUNTED = _MONTHS | _set(
    """og til eller trinn klasse plass etasje gang time århundre dag uke året år mai kvartal sal
    juledag divisjon runde del kapittel paragraf and or"""
)
_SAYS = _set(
    """sier sa seier sagde siger sagt spør spurte spurde spørger spurgte svarer svarte svara
    svarede roper ropte ropar ropa utbryter utbrøt tenkte tenkjer tenkte tænkte mener meiner
    forteller fortalte says said asks asked"""
)
_STARTERS = _set(
    """jeg eg vi me du han hun ho det den de dei dette disse der her så da då nå no men og og
    hvis når dersom for ja nei nej hva kva hvem hvor ingen noen alle mange jo ok i på the it
    this that we he she they you and but so there then if when"""
)


def sentences(text: str, language: str = "nb") -> list[Span]:
    """Return the sentences of ``text`` in order, trimmed, covering everything but white space.

    A newline always ends a sentence. A text without capitals (many transcripts) is found out, and
    then lower case may begin one. ``language`` is kept for callers; one set of rules serves all
    four, since their abbreviations hardly collide.
    """
    return _split(text, 0, len(text), _has_capitals(text))


def transcript_sentences(transcript: Transcript) -> tuple[Span, ...]:
    """Return the sentences of what is said in ``transcript``, as offsets in its body.

    A turn is a hard boundary and its head (time and name) is no part of a sentence.
    """
    body = transcript.body
    said = [(turn.text.start, turn.text.end) for turn in transcript.turns]
    capitals = _has_capitals("\n".join(body[start:end] for start, end in said))
    return tuple(span for start, end in said for span in _split(body, start, end, capitals))


def _split(text: str, start: int, end: int, capitals: bool) -> list[Span]:
    spans: list[Span] = []
    here = start
    for match in _END.finditer(text, start, end):
        stop = match.end()
        if match[1] and not _ends(text, match, here, end, capitals):
            continue
        first, last = trim(text, here, stop)
        if last > first:
            spans.append(Span(first, last))
        here = stop
    first, last = trim(text, here, end)
    if last > first:
        spans.append(Span(first, last))
    return spans


def _ends(text: str, match: re.Match[str], here: int, end: int, capitals: bool) -> bool:
    """Tell whether the mark in ``match`` ends the sentence that began at ``here``."""
    ahead = _AHEAD.match(text, match.end(), end)
    if ahead is None or "\n" in ahead[0]:
        return True
    mark, closers, after = match[1], match[2], ahead[3] or ""
    lower = after[:1].islower()
    if lower and (mark[-1] == "…" or mark.endswith("..")):
        return False
    if lower and (capitals or (closers and after in _SAYS)):
        return False
    if mark != "." or closers:
        return True
    return _full_stop_ends(text, match.start(), here, after, capitals)


def _full_stop_ends(text: str, dot: int, here: int, after: str, capitals: bool) -> bool:
    """Tell a full stop from the dot of an abbreviation, an ordinal or an initial."""
    found = _TOKEN.search(text, max(here, dot - 24), dot)
    if not found:
        return True
    token, follows = found[0], after.casefold()
    if token[0].isdigit() or (len(token) < 6 and _NUMBER.match(token)):
        if follows in _MONTHS or (not capitals and follows in _COUNTED):
            return False
        if _NUMBER.match(token):
            listed = not text[here : found.start()].strip()
            return not (listed or after[:1].isdigit()) and (token[0].isdigit() or len(token) > 1)
        return True
    if token.isupper() and (len(token) == 1 or _DOTTED.match(token)):
        return follows in _STARTERS and bool(text[here : found.start()].strip())
    word = token.casefold()
    if word in _CLOSING:
        return after[:1].isupper() or not after or (not capitals and follows in _STARTERS)
    return not (word in _OPEN or _DOTTED.match(token))


def _has_capitals(text: str) -> bool:
    """Tell whether sentences in ``text`` begin with capitals."""
    upper = lower = 0
    for match in _FIRST.finditer(text):
        upper, lower = upper + match[1].isupper(), lower + match[1].islower()
    for match in _END.finditer(text):
        if match[1] not in ("?", "!", ".") or match[2]:
            continue
        ahead = text[match.end() + 1 : match.end() + 2]
        if ahead.isupper():
            upper += 1
        elif ahead.islower():
            token = _TOKEN.search(text, max(0, match.start() - 24), match.start())
            word = token[0].casefold() if token else ""
            lower += not (word in _OPEN or word in _CLOSING or "." in word or word[:1].isdigit())
    return upper >= lower


# Function words and the languages they are evidence for.
_EVIDENCE_WORDS = {
    "nb": "hvordan noe noen fra hun dere bare mye vært blitt ble hva uten også gjøre gjør "
    "hvorfor mer nå selv si være kommer ble sier slik da deres vår",
    "nn": "eg ikkje kva korleis kven kvifor korfor kvar vere noko nokon nokre frå ho dykk dei "
    "berre mykje vore vart no ein eit ei sjølv kjem gjer seier me saman fleire òg vera nokke "
    "dykkar hjå slik skal då medan difor desse såg sidan anten heile heiter veit",
    "da": "hvad mig dig sig af efter mellem meget noget nogen nogle blev været blevet gør ud uden "
    "blive have tage sige mere end vores jeres os nej sådan op også nu være hvordan jer "
    "hvorfor bliver kommer siger bare hun fra selv ned deres",
    "en": "the and of to that it is was you we they this with are not have be what there from "
    "but so do my your which would about can if he she were who an or",
    "nb da": "jeg ikke hvor hvem en et hun de hvis hvordan hvorfor være også ham",
    "nb nn": "meg deg seg av etter mellom opp nei oss sånn enn å gjennom ut ta ha vil",
}
_ENDINGS = (("hed", "da"), ("heder", "da"), ("leg", "nn"), ("heit", "nn"), ("het", "nb"))
_WORDS = re.compile(r"[^\W\d_]+")
_WINDOW = 120


@lru_cache(maxsize=1)
def _evidence() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for languages, words in _EVIDENCE_WORDS.items():
        for word in words.split():
            found.setdefault(word, set()).update(languages.split())
    return {word: frozenset(languages) for word, languages in found.items()}


def detect(text: str) -> str:
    """Return the language most of ``text`` is in: nb, nn, da or en; nb when nothing tells.

    Windows of 120 words each choose a language by their function words, so that a guest who
    speaks Danish in one part does not turn the whole document Danish.
    """
    words = [match[0].casefold() for match in _WORDS.finditer(text)]
    votes: Counter[str] = Counter()
    for start in range(0, len(words), _WINDOW):
        scores = _scores(words[start : start + _WINDOW])
        best = max(LANGUAGES, key=lambda language: scores[language])
        votes[best] += scores[best] > 0
    return max(LANGUAGES, key=lambda language: votes[language])


def _scores(words: Iterable[str]) -> Counter[str]:
    evidence = _evidence()
    scores: Counter[str] = Counter()
    for word in words:
        languages = evidence.get(word)
        if languages is None:
            languages = frozenset(lang for end, lang in _ENDINGS if word.endswith(end))
        for language in languages:
            scores[language] += 4 - len(languages)
    return scores


class WordForm(NamedTuple):
    """A word where it stands, in lower case as dictionary form and as stem."""

    span: Span
    lemma: str
    stem: str


_STEMMERS = {"nb": "norwegian", "nn": "norwegian", "da": "danish", "en": "english"}
_DICTIONARIES = {"nb": ("nb",), "nn": ("nn", "nb"), "da": ("da",), "en": ("en",)}


def word_forms(text: str, language: str = "nb") -> list[WordForm]:
    """Return the words of ``text`` (no punctuation) with lemma and stem.

    spaCy's rules cut the words, simplemma gives the lemma (Nynorsk looks in Bokmål too), NLTK's
    Snowball the stem, which also stands in for a lemma no dictionary has. Unknown languages are
    read as Bokmål.
    """
    language = language if language in LANGUAGES else "nb"
    forms: list[WordForm] = []
    for token in _tokenizer(language)(text):
        if any(char.isalnum() for char in token.text):
            lemma, stem = _form(token.text.casefold(), language)
            forms.append(WordForm(Span(token.idx, token.idx + len(token.text)), lemma, stem))
    return forms


def forms_within(forms: list[WordForm], span: Span) -> list[WordForm]:
    """Return those of ``forms`` (in order) that begin within ``span``."""
    first = bisect_left(forms, span.start, key=lambda form: form.span.start)
    return forms[first : bisect_left(forms, span.end, key=lambda form: form.span.start)]


# What fills talk and is in no list of stop words made from writing.
_FILLERS = _set(
    """akkurat altså begge bestemt egentlig egentleg faktisk ganske gjerne hos hver hvert hvor ja jo
    kanskje liksom likevel litt nettopp nok også omtrent på sikkert sjølv skulle slags sånn
    særlig tror trur vel veldig visst øh eh egentligt ligesom lidt måske netop
    virkelig virkeleg actually just kind maybe quite really sort well yeah"""
)


@lru_cache(maxsize=4)
def stop_words(language: str = "nb") -> frozenset[str]:
    """Return the words of ``language`` that say nothing about a subject, in lower case."""
    from importlib import import_module

    found = set(_evidence()) | _FILLERS
    for spoken in (*_DICTIONARIES.get(language, ("nb",)), "nb"):
        if spoken != "nn":
            found |= import_module(f"spacy.lang.{spoken}.stop_words").STOP_WORDS
    return frozenset(found)


@lru_cache(maxsize=4)
def _tokenizer(language: str) -> Callable[[str], Iterable[Any]]:
    import spacy

    tokenizer: Callable[[str], Iterable[Any]] = spacy.blank(
        "nb" if language == "nn" else language
    ).tokenizer
    return tokenizer


@lru_cache(maxsize=4)
def _stemmer(language: str) -> Callable[[str], str]:
    from nltk.stem.snowball import SnowballStemmer

    stem: Callable[[str], str] = SnowballStemmer(_STEMMERS[language]).stem
    return stem


@lru_cache(maxsize=200_000)
def _form(word: str, language: str) -> tuple[str, str]:
    import simplemma

    stem = _stemmer(language)(word)
    dictionaries = _DICTIONARIES[language]
    lemma = simplemma.lemmatize(word, lang=dictionaries).casefold()
    if lemma == word and not simplemma.is_known(word, lang=dictionaries):
        lemma = stem
    return lemma, stem

import pytest

from kodeverk.language import compound_parts, word_forms

CUT = """medbestemmelsesrett medbestemmelse rett|medbestemmelsesretten medbestemmelse rett
barnehageplass barnehage plass|månedskort måned kort|ungdomsskolen ungdom skole
kommunestyremøter kommunestyre møte|kulturskolen kultur skole|avdelingslederen avdeling leder
Innbyggertorgene innbygger torg|leserom lese rom|torgvertene torg vert|språkkafeen språk kafe
elevrådet elev råd|nettside nett side|sideveg side veg
møtebøkene møte bok"""
WHOLE = """bibliotek bibliotekene bibliotekarenes kommunenes hverdag forankre beskrive
mulighet vennskap modeller eksempel budsjett situasjon generasjoner måneder tjenester hus 2024-25
http://x samarbeidet kunnskap forskjellige undersøkelse organisasjonene virksomheter konflikt"""


@pytest.mark.parametrize("line", CUT.replace("\n", "|").split("|"))
def test_a_compound_is_cut_into_the_longest_head_and_a_tail(line: str) -> None:
    word, head, tail = line.split()
    assert compound_parts(word) == (head, word_forms(tail)[0].lemma)


@pytest.mark.parametrize("word", [*WHOLE.split(), ""])
def test_a_word_that_is_no_compound_is_not_cut(word: str) -> None:
    assert compound_parts(word) == ()


def test_compounds_in_the_other_languages() -> None:
    assert compound_parts("barneskulen", "nn") == ("barn", "skule")
    assert compound_parts("arbeidsplassar", "nn") == ("arbeid", "plass")
    assert compound_parts("biblioteksstrategi", "da") == ("bibliotek", "strategi")
    assert compound_parts("medborgerskab", "da") == ()
    assert compound_parts("bookshelf", "en") == ()


def test_the_words_of_a_project_count_as_known() -> None:
    assert compound_parts("torgzorn") == ()
    assert compound_parts("torgzorn", words=frozenset({"zorn"})) == ("torg", "zorn")
    assert compound_parts("synergikart", words=frozenset({"synergi"})) == ("synergi", "kart")
    assert compound_parts("ilderhus", words=frozenset({"ilder"})) == ("ilder", "hus")


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("bøkene", "bok"),
        ("bøker", "bok"),
        ("kreftene", "kraft"),
        ("hestene", "hest"),
        ("jentenes", "jente"),
        ("bokas", "bok"),
        ("møtebøkene", "møtebok"),
        ("torgvertene", "torgvert"),
        ("blablaene", "blabla"),
    ],
)
def test_a_form_leads_to_its_lemma(word: str, lemma: str) -> None:
    assert word_forms(word)[0].lemma == lemma

"""The spaCy component, and pipelines a user has installed: made small here, found as packages."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from spacy.lang.nb import Norwegian
from spacy.tokens import Doc

from kodeverk.language import pipeline, sentences, word_forms, word_vectors
from kodeverk.language.component import NAME
from kodeverk.language.pipelines import has_lemmas

TEXT = " \nVi møtes kl. 10. Ta med kaffe osv. og så … ja!\n«Nå?» spør hun. Nei.  Ja."
WORDS = {"bok": (3.0, 4.0), "Oslo": (0.0, 2.0), "tom": (0.0, 0.0)}


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    pipeline.cache_clear()
    yield
    pipeline.cache_clear()


def install(site: Path, nlp: Norwegian, name: str = "core_news_sm") -> None:
    """Write ``nlp`` to ``site`` the way a package of a pipeline lies in an environment."""
    package = site / f"nb_{name}"
    package.mkdir()
    nlp.meta.update(name=name, version="3.8.0")
    nlp.to_disk(package / f"nb_{name}-3.8.0")
    (package / "meta.json").write_text(json.dumps(nlp.meta), encoding="utf-8")
    (package / "__init__.py").write_text(
        "from spacy.util import load_model_from_init_py\n"
        "def load(**options):\n    return load_model_from_init_py(__file__, **options)\n",
        encoding="utf-8",
    )
    about = site / f"nb_{name}-3.8.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: nb_{name}\nVersion: 3.8.0\n", encoding="utf-8"
    )


def set_vector(nlp: Norwegian, word: str, vector: tuple[float, float]) -> None:
    values: Any = np.array(vector, dtype=np.float32)
    nlp.vocab.set_vector(word, values)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    import sys

    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if name.startswith("nb_core_news"):
            del sys.modules[name]


def found(doc: Doc) -> list[str]:
    return [sentence.text.strip() for sentence in doc.sents]


@pytest.mark.parametrize("language", ["nb", "nn", "da", "en"])
def test_a_blank_pipeline_has_our_sentences(language: str) -> None:
    nlp = pipeline(language)
    wanted = [TEXT[span.start : span.end] for span in sentences(TEXT, language)]
    assert found(nlp(TEXT)) == wanted
    assert nlp.pipe_names == [NAME]
    assert pipeline(language) is nlp
    assert not list(nlp("").sents)
    assert word_vectors(language) is None


def test_the_component_can_be_added_and_stored(tmp_path: Path) -> None:
    nlp = spacy.blank("nb")
    nlp.add_pipe(NAME)
    nlp.to_disk(tmp_path / "own")
    assert found(spacy.load(tmp_path / "own")(TEXT)) == found(nlp(TEXT))


def test_english_is_told_from_the_rest() -> None:
    assert len(found(pipeline("en")("Well … I was asked."))) == 1
    assert len(found(pipeline("nb")("Ja … I Køge er det fint."))) == 2


def test_an_installed_pipeline_keeps_to_our_sentences(site: Path) -> None:
    nlp = Norwegian()
    nlp.add_pipe("sentencizer")
    parser = nlp.add_pipe("parser")
    for label in ("ROOT", "dep"):
        parser.add_label(label)  # type: ignore[attr-defined]
    nlp.initialize()
    install(site, nlp)
    own = pipeline("nb")
    assert own.pipe_names == [NAME] and "parser" in own.disabled
    wanted = [TEXT[span.start : span.end] for span in sentences(TEXT)]
    assert found(own(TEXT)) == wanted
    own.enable_pipe("parser")
    assert found(own(TEXT)) == wanted


def test_the_lemmas_of_an_installed_pipeline_are_used_for_its_language(site: Path) -> None:
    nlp = Norwegian()
    table = spacy.lookups.Lookups()
    table.add_table("lemma_lookup", {"bøkene": "skrift"})
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"}).initialize(lookups=table)  # type: ignore[attr-defined]
    install(site, nlp)
    text = "bøkene, Marsvin!"
    own = pipeline("nb")
    assert [form.lemma for form in word_forms(text, "nb", own)] == ["skrift", "marsvin"]
    assert [form.span for form in word_forms(text, "nb", own)] == [
        form.span for form in word_forms(text)
    ]
    assert word_forms(text, "nn", pipeline("nn"))[0].lemma == "bok"
    assert word_forms(text, "nb")[0].lemma == "bok"
    assert not has_lemmas(spacy.blank("nb"), "nb")


def test_the_vectors_of_an_installed_pipeline_have_length_one(site: Path) -> None:
    nlp = Norwegian()
    for word, vector in WORDS.items():
        set_vector(nlp, word, vector)
    install(site, nlp, "core_news_md")
    for language in ("nb", "nn"):
        vectors = word_vectors(language)
        assert vectors is not None
        assert (vectors.name, vectors.size) == ("nb_core_news_md", 2)
        assert vectors.matrix(["bok", "hest", "oslo", "tom"]).tolist() == [
            pytest.approx([0.6, 0.8]),
            [0, 0],
            [0, 1],
            [0, 0],
        ]
        assert vectors.get("hest") is None and vectors.get("tom") is None
    assert word_vectors("da") is None


def test_the_middle_size_goes_first_and_a_broken_one_is_passed_over(site: Path) -> None:
    for name in ("core_news_lg", "core_news_md"):
        nlp = Norwegian()
        set_vector(nlp, "bok", (1.0, 0.0))
        install(site, nlp, name)
    assert pipeline("nb").meta["name"] == "core_news_md"
    pipeline.cache_clear()
    (site / "nb_core_news_md" / "nb_core_news_md-3.8.0" / "config.cfg").write_text(
        "[nlp]\nlang = 7\n", encoding="utf-8"
    )
    assert pipeline("nb").meta["name"] == "core_news_lg"

"""Sentences, word forms and which language a text is in (nb, nn, da, en).

The only package that knows spaCy, simplemma and NLTK's stemmers. Splitting and detecting are plain
Python; the libraries are imported in the functions that use them.
"""

from kodeverk.language.compounds import compound_parts
from kodeverk.language.detecting import LANGUAGES, detect
from kodeverk.language.pipelines import Vectors, pipeline, word_vectors
from kodeverk.language.splitting import sentences, transcript_sentences
from kodeverk.language.words import WordForm, forms_within, stop_words, word_forms

__all__ = [
    "LANGUAGES",
    "Vectors",
    "WordForm",
    "compound_parts",
    "detect",
    "forms_within",
    "pipeline",
    "sentences",
    "stop_words",
    "transcript_sentences",
    "word_forms",
    "word_vectors",
]

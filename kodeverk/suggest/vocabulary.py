"""Numbers for the word forms met so far, so that sentences can be kept as arrays of numbers."""

from collections import defaultdict
from typing import NamedTuple

from kodeverk.suggest import vectors


class Word(NamedTuple):
    """A word in lower case, as it stands, as dictionary form and as stem."""

    text: str
    lemma: str
    stem: str


class Vocabulary:
    """Gives each different word a number, from 0 on; a number never changes."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self.columns: list[int] = []
        self._numbers: dict[Word, int] = {}
        self._by_key: dict[str, list[int]] = defaultdict(list)

    def number(self, word: Word) -> int:
        """Return the number of ``word``, a new one if need be."""
        found = self._numbers.get(word)
        if found is None:
            found = self._numbers[word] = len(self.words)
            self.words.append(word)
            self.columns.append(vectors.word_column(word.lemma))
            for key in set(word):
                self._by_key[key].append(found)
        return found

    def like(self, word: Word) -> set[int]:
        """Return the words that share text, dictionary form or stem with ``word``."""
        return {number for key in set(word) for number in self._by_key.get(key, ())}

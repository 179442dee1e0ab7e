"""The pool of texts: the same for the same seed, all distinct, searchable by three kinds of words."""

import pytest

from bench import texts


def test_texts_are_distinct_and_the_same_each_time():
    pool = texts.pool(500)
    assert len({text.body for text in pool}) == 500
    assert pool == texts.pool(500)
    assert pool != texts.pool(500, seed=8)


def test_a_text_is_as_long_as_promised():
    words = [len(text.body.split()) for text in texts.pool(50)]
    assert set(words) == {texts.WORDS_OF_A_TEXT + 3}


@pytest.mark.parametrize("kind", ["common", "medium", "rare"])
def test_a_search_has_two_words_of_the_pool(kind):
    found = texts.queries(kind, 20)
    assert len(found) == 20
    assert all(len(text.split()) == 2 for text in found)


def test_rare_words_are_rarer_than_common_ones():
    bodies = [text.body.lower() for text in texts.pool(2000)]
    common = sum("заявление" in body for body in bodies)
    rare = sum(texts.RARE[3] in body for body in bodies)
    assert 0 < rare < common / 20

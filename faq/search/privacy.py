"""Which queries may be kept for statistics: those that can name nobody. Pure but for the dictionary.

A query is dropped whole when it has
- three digits in a row or more (numbers of documents, phones, appeals), unless it is only an
  article's code; or four digits however they are parted;
- an @ or a link;
- a surname, a first name or a patronymic by the morphological dictionary, or a word in capitals
  beside which an unknown capital word stands;
- more than 12 words: that is a story, not a query.
"""

import re

from common.sensitive import find_sensitive
from faq.search.words import is_name

LONGEST = 120
MOST_WORDS = 12
_CODE = re.compile(r"^\s*[1-5][0-9]{2}\s*$")
_DIGITS = re.compile(r"[0-9]{3}")
_ADDRESS = re.compile(r"@|https?:|www\.|(?:^|\s)(?:ул|д|кв|г)\.\s*\S", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def kept_query(query: str) -> str:
    """Return the query as it is kept, or "" when it could name somebody."""
    text = " ".join(query.split())
    if _CODE.match(text):
        return text
    return "" if _could_name(text) else text.lower()


def _could_name(text: str) -> bool:
    words = _WORD.findall(text)
    return (
        not words
        or len(text) > LONGEST
        or len(words) > MOST_WORDS
        or _DIGITS.search(text) is not None
        or len(re.sub(r"[^0-9]", "", text)) > 3
        or _ADDRESS.search(text) is not None
        or bool(find_sensitive(text))
        or any(is_name(word) for word in words)
        or _looks_like_full_name(words)
    )


def _looks_like_full_name(words: list[str]) -> bool:
    """Two capitalised words in a row after the first: a name the dictionary does not know."""
    capital = [word[:1].isupper() and not word.isupper() for word in words]
    return any(capital[at] and capital[at + 1] for at in range(1, len(words) - 1)) or (
        len(words) >= 2 and capital[0] and capital[1]
    )

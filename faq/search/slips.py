"""Undoing what the keyboard did: the wrong layout («ghjgecr» is «пропуск»), Latin letters for Russian.

Pure: every function returns a candidate, `query` decides by the index which one makes sense.
"""

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
# Longest first: «shch» before «sh».
_SOUNDS = (
    ("shch", "щ"), ("sch", "щ"), ("yo", "е"), ("jo", "е"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"),
    ("tc", "ц"), ("ch", "ч"), ("sh", "ш"), ("yu", "ю"), ("ju", "ю"), ("iu", "ю"), ("ya", "я"),
    ("ja", "я"), ("ia", "ия"), ("iy", "ий"), ("yy", "ый"), ("ye", "е"), ("ij", "ий"), ("yj", "ый"),
    ("ck", "к"), ("ph", "ф"), ("a", "а"), ("b", "б"), ("c", "ц"), ("d", "д"), ("e", "е"), ("f", "ф"),
    ("g", "г"), ("h", "х"), ("i", "и"), ("j", "й"), ("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"),
    ("o", "о"), ("p", "п"), ("q", "к"), ("r", "р"), ("s", "с"), ("t", "т"), ("u", "у"), ("v", "в"),
    ("w", "в"), ("x", "кс"), ("y", "ы"), ("z", "з"), ("4", "ч"), ("6", "ш"), ("'", "ь"),
)  # fmt: skip
_VOWELS = "aeiouy"


def other_layout(text: str) -> str:
    """Return what the same keys give in the Russian layout."""
    return text.lower().translate(_TO_CYRILLIC)


def latin_layout(text: str) -> str:
    """Return what the same keys give in the Latin layout («мзт» is «vpn»)."""
    return text.lower().translate(_TO_LATIN)


def from_latin(text: str) -> str:
    """Return a Russian word written in Latin letters by its sounds («parol» is «парол»)."""
    word, at, found = text.lower(), 0, []
    while at < len(word):
        for sound, letter in _SOUNDS:
            if word.startswith(sound, at):
                found.append(_short_i(word, at) if sound == "y" else letter)
                at += len(sound)
                break
        else:
            found.append(word[at])
            at += 1
    return "".join(found)


def _short_i(word: str, at: int) -> str:
    """«y» after a vowel is й (moy), otherwise ы (vyhod)."""
    return "й" if at and word[at - 1] in _VOWELS else "ы"

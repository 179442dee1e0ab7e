"""What stands around an article, in the four languages of citizens' texts. Missing ones are Russian."""

from collections.abc import Mapping

from faq.models import Language

_RU = {
    "steps": "Что делать",
    "keys": "Что нажать на телефоне",
    "links": "Полезные ссылки",
    "note": "Примечание",
    "warning": "Важно",
    "helped": "Это решило вопрос?",
    "yes": "Да",
    "no": "Нет",
    "thanks": "Спасибо! Рады, что помогло.",
    "updated": "Обновлено",
    "print": "Лист для печати",
    "copy": "Скопировать ссылку",
    "voice": "Эту же инструкцию можно послушать по телефону: наберите в голосовом меню код",
    "not_translated": "Эта статья ещё не переведена. Показываем её по-русски.",
}
_EN = {
    "steps": "What to do",
    "keys": "What to press on the phone",
    "links": "Useful links",
    "note": "Note",
    "warning": "Important",
    "helped": "Did this solve your problem?",
    "yes": "Yes",
    "no": "No",
    "thanks": "Thank you! Glad it helped.",
    "updated": "Updated",
    "print": "Printable sheet",
    "copy": "Copy the link",
    "voice": "You can also listen to it by phone: dial this code in the voice menu",
    "not_translated": "This article is not translated yet. It is shown in Russian.",
}
_TT = {
    "steps": "Нәрсә эшләргә",
    "keys": "Телефонда нәрсәгә басарга",
    "links": "Файдалы сылтамалар",
    "note": "Искәрмә",
    "warning": "Мөһим",
    "helped": "Бу мәсьәләне хәл иттеме?",
    "yes": "Әйе",
    "no": "Юк",
    "thanks": "Рәхмәт! Ярдәме тигәненә шатбыз.",
    "updated": "Яңартылды",
    "print": "Бастыру өчен бит",
    "copy": "Сылтаманы күчерергә",
    "voice": "Моны телефоннан да тыңлап була: тавыш менюсында кодны җыегыз",
    "not_translated": "Бу мәкалә әлегә тәрҗемә ителмәгән. Аны русча күрсәтәбез.",
}
_BA = {
    "steps": "Нимә эшләргә",
    "keys": "Телефонда нимәгә баҫырға",
    "links": "Файҙалы һылтанмалар",
    "note": "Иҫкәрмә",
    "warning": "Мөһим",
    "helped": "Был мәсьәләне хәл иттеме?",
    "yes": "Эйе",
    "no": "Юҡ",
    "thanks": "Рәхмәт! Ярҙамы тейгәненә шатбыҙ.",
    "updated": "Яңыртылды",
    "print": "Баҫтырыу өсөн бит",
    "copy": "Һылтанманы күсерергә",
    "voice": "Быны телефондан да тыңлап була: тауыш менюһында кодты йыйығыҙ",
    "not_translated": "Был мәҡәлә әлегә тәржемә ителмәгән. Уны русса күрһәтәбеҙ.",
}
_ALL = {Language.RU: _RU, Language.EN: _EN, Language.TT: _TT, Language.BA: _BA}


def phrases(language: str) -> Mapping[str, str]:
    """Return the words around an article in a language."""
    return _ALL.get(Language(language), _RU) if language in Language.values else _RU

"""Does a text ask a person to tell a code? Nobody of us may (C14): codes go into the form only.

«Назовите код из СМС», «мне нужен ваш пароль», «какой код вам пришёл?» do; «никому не называйте
код» and «введите код на странице входа» don't.
"""

import re

_WHAT = (
    r"(?:(?:смс|sms|пин|pin)-?код\w*|код(?:а|ы|ом|у|ик)?|парол[ьяи]\w*|пин|pin|cvv2?|cvc2?|"
    r"цифры (?:из|с|в) (?:смс|sms|сообщени\w+))(?!\w)"
)
_NOT_THAT = (
    r"(?!\s+(?:ошибк|подраздел|регион|город|стран|услуг|окат|октмо|окв|кбк|бик|органа|организац|"
    r"вида|домофон|товар|налогов|инспекц|мфц|документ|отдел))"
)
_TELL = (
    r"(?:назови(?:те)?|назовёте|назовете|продиктуй(?:те)?|диктуй(?:те)?|сообщи(?:те)?|скажи(?:те)?|"
    r"подскажи(?:те)?|пришли(?:те)?|присылай(?:те)?|отправь(?:те)?|вышли(?:те)?|перешли(?:те)?|"
    r"напиши(?:те)?|передай(?:те)?|дай(?:те)?|поделитесь|укажи(?:те)?|скиньте|скинь|сбросьте)"
)
_TO_TELL = (
    r"(?:назвать|продиктовать|сообщить|сказать|прислать|отправить|выслать|переслать|написать|"
    r"передать|дать|указать|скинуть)"
)
_ASK = (
    r"(?:прошу|просим|просьба|можете|могли бы|нужно|надо|необходимо|требуется|должны|следует|"
    r"попрошу|хорошо бы)"
)
_NEAR = r"[^.!?\n]{0,60}?"
_DEMANDS = [
    re.compile(rf"(?<!\w){_TELL}(?!\w){_NEAR}(?<![\w-]){_WHAT}{_NOT_THAT}", re.IGNORECASE),
    re.compile(
        rf"(?<!\w){_ASK}(?!\w){_NEAR}(?<!\w){_TO_TELL}(?!\w){_NEAR}(?<![\w-]){_WHAT}{_NOT_THAT}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w-]){_WHAT}{_NOT_THAT}[^.!?,\n]{{0,40}}?(?<!\w)"
        r"(?:назовите|продиктуйте|сообщите|скажите|пришлите|скиньте)(?!\w)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<!\w)(?:(?:мне|нам) (?:нужен|понадобится|необходим|потребуется)|жду|ждём|ждем|ожидаю|ожидаем)(?!\w)"
        rf"(?: от вас)?(?: ваш| сам| этот| тот)*\s+{_WHAT}{_NOT_THAT}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<!\w)как(?:ой|ие) (?:вам |у вас )?{_WHAT}{_NOT_THAT}[^.!\n]{{0,30}}\?", re.IGNORECASE
    ),
]
_FORBIDS = re.compile(
    r"(?<!\w)(?:не|никому|никогда|нельзя|ни кому|запрещено|вместо того)(?!\w)", re.IGNORECASE
)
# Typed by the citizen into the service, not told to us.
_INTO_THE_FORM = re.compile(
    r"(?:в|во|на)\s+(?:\w+\s+){0,2}?(?:форм[еу]|пол[ее]|страниц[еу]|портал[ае]?|сайт[ае]?|"
    r"приложени[ие]|кабинет[ае]?|окн[ое]|госуслуг\w*|бот[ае]?|меню|шаг[еу]?|экран[ае]?)(?!\w)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")


def asks_for_code(text: str) -> bool:
    """Say whether some sentence of the text asks for a code, a PIN or a password."""
    return any(_asks(match.group()) for match in _SENTENCE.finditer(text))


def _asks(sentence: str) -> bool:
    for demand in _DEMANDS:
        match = demand.search(sentence)
        if match is None:
            continue
        if _FORBIDS.search(sentence, 0, match.end()) or _INTO_THE_FORM.search(sentence):
            continue
        return True
    return False

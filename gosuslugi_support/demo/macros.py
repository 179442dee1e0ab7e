"""The demo's macros: what its lines do many times a day."""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import User
from automation.actions.macros import MacroText, keep_macro, save_macro
from automation.steps import Ask, Note, Resolve, SetPriority, Take
from tickets.models.ticket import Priority

DONE = "Здравствуйте, {{ имя }}!\n\nВсё исправлено, попробуйте ещё раз. Если не получится, ответьте на это письмо."
SCREEN = "Здравствуйте, {{ имя }}!\n\nПришлите, пожалуйста, снимок экрана с ошибкой: без него причину не найти."


def write_macros(staff: Mapping[str, User], *, now: datetime) -> None:
    """Write them as the supervisor and an operator would."""
    macros = (
        ("supervisor", "Взять и попросить снимок экрана", "all", (Take(), Ask(SCREEN))),
        ("supervisor", "Исправлено: ответить и решить", "all", (Take(), Resolve(DONE))),
        (
            "supervisor",
            "Срочно себе",
            "all",
            (Take(), SetPriority(Priority.URGENT), Note("Взято вне очереди {{ сегодня }}")),
        ),
        (
            "operator",
            "Моя заметка о звонке",
            "own",
            (Note("Звонили по {{ номер }}: не ответили."),),
        ),
    )
    for place, (login, title, scope, steps) in enumerate(macros):
        text = MacroText(title, scope, steps, place=place * 10)
        macro = save_macro(macro=None, text=text, by=staff[login], now=now)
    keep_macro(macro=macro, by=staff["operator"], is_kept=True)

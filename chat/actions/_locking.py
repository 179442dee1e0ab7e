"""How every door of the chat begins and moves a dialog."""

from chat.models import Dialog
from chat.states import MOVES, TALKING, DialogState
from common.errors import DomainError


class WrongState(DomainError):
    """The dialog has moved on meanwhile: another tab, a colleague or the clock was quicker."""

    code = "wrong_state"


def locked(dialog: Dialog) -> Dialog:
    """Return the dialog as it is now, locked to the end of the transaction."""
    return Dialog.objects.select_for_update(of=("self",), no_key=True).get(pk=dialog.pk)


def move(dialog: Dialog, to: DialogState) -> None:
    """Give a locked dialog its next state; the caller saves it with the moments of the move."""
    if to not in MOVES[dialog.state]:
        raise WrongState("Разговор уже в другом состоянии. Обновите страницу.")
    dialog.state = to


def require_talking(dialog: Dialog) -> None:
    """Raise WrongState when nobody talks here any more."""
    if dialog.state not in TALKING:
        raise WrongState("Разговор окончен. Начните новый — прежний сохранится в истории.")

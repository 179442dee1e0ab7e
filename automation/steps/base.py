"""What a step is: one thing done to an appeal by one door, kept as JSON, explained in words."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar

from common.actors import Acts, actor_of
from common.errors import InvalidInput
from tickets.models import Ticket

Options = list[tuple[str, str]]
OVER = "Обращение завершено"
NOT_YOURS = "Обращение вам недоступно для этого действия"


@dataclass(frozen=True, slots=True)
class Field:
    """What a step asks for. `options` makes it a choice, `rows` a text of that many lines."""

    name: str
    label: str
    options: Callable[[], Options] | None = None
    rows: int = 0
    hint: str = ""
    is_required: bool = True

    def label_of(self, value: Any) -> str:
        """Return a chosen value in words, an empty string for one that is not there any more."""
        return dict(self.options() if self.options else []).get(str(value), "")


@dataclass(frozen=True, slots=True)
class Step:
    """One step; a subclass is its kind, an instance its filled-in form.

    Reads only: `automation.actions.steps` runs it. `ticket` is never changed except by `expect`,
    which is given a copy that nobody saves.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    icon: ClassVar[str]
    fields: ClassVar[tuple[Field, ...]] = ()
    # The citizen reads what it writes: it cannot be taken back, and many at once need a second look.
    writes_to_citizen: ClassVar[bool] = False
    # What a rule run by the system cannot do: there is no person who takes the appeal.
    needs_person: ClassVar[bool] = False

    def check(self) -> None:
        """Raise InvalidInput, with `field`, for a value that cannot work; called before keeping it."""
        for field in self.fields:
            value = getattr(self, field.name)
            if field.is_required and value in {"", None}:
                raise InvalidInput(f"Заполните поле «{field.label}».", field=field.name)
            if field.options and value not in {"", None} and not field.label_of(value):
                raise InvalidInput(
                    f"«{field.label}»: этого варианта больше нет, выберите другой.",
                    field=field.name,
                )

    def headline(self) -> str:
        """Return the step with what was chosen, without any text that was typed."""
        told = [field.label_of(getattr(self, field.name)) for field in self.fields if field.options]
        shown = ", ".join(word for word in told if word)
        return f"{self.title}: {shown}" if shown else self.title

    def in_words(self) -> str:
        """Return the filled-in step on one line, for lists of steps."""
        return self.headline()

    def refusal(self, ticket: Ticket, by: Acts) -> str:
        """Return why the door would refuse, the same words for many appeals; "" when it can run.

        Costs no query: it is asked of thousands. The door decides again when the step is run.
        """
        return ""

    def can_run(self, ticket: Ticket, by: Acts) -> bool:
        return not self.refusal(ticket, by)

    def is_done(self, ticket: Ticket, by: Acts) -> bool:
        """Say whether the appeal is so already: nothing would change."""
        return False

    def preview(self, ticket: Ticket, by: Acts, now: datetime) -> str:
        """Return what will change in this appeal, in words."""
        return self.in_words()

    def expect(self, ticket: Ticket, by: Acts) -> None:
        """Change a copy of the appeal as the door will, for the preview of the steps that follow."""

    def as_json(self) -> dict[str, Any]:
        return {"step": self.name, **asdict(self)}


@dataclass(frozen=True, slots=True)
class Undo:
    """How a step is taken back: steps to run, in their order.

    `as_system`: the appeal left the person's hands by the step, so the system brings it back.
    """

    steps: tuple[Step, ...]
    as_system: bool = False


def may(policy: Callable[..., bool], by: Acts, *things: Any) -> bool:
    """Ask a policy as doors do: the system may do everything."""
    return actor_of(by).is_system or policy(by, *things)

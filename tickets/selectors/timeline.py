"""The one stream of an appeal as a reader may see it: staff everything, the citizen what is public."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse

from accounts.models import User
from common.actors import API_KEY, CITIZEN, SYSTEM_KIND
from common.masking import ONLY_CODES, MaskedText, mask_text
from common.prepared import Slot, prepared
from common.sensitive import Secret
from tickets.identity_steps import step_title
from tickets.models import Attachment, Ticket, TimelineItem
from tickets.selectors.automatic import automatic_title
from tickets.selectors.merging import joined_streams
from tickets.states import MOVES

Kind = TimelineItem.Kind
# Changes that leave the state as it was; those with a state are named by the move table.
CHANGES = {
    "assign": "Назначен исполнитель",
    "unassign": "Возвращено в общую очередь",
    "take": "Взято в работу",
    "move_to_team": "Передано другой линии",
    "escalate": "Передано старшему специалисту",
    "raise_tier": "Передано ступенью выше",
    "ask_transfer": "Предложено коллеге",
    "decline_transfer": "Коллега не взял обращение",
    "end_transfer": "Предложение коллеге снято",
    "recheck": "Запрошена повторная проверка",
    "details": "Изменены сведения обращения",
    "extend": "Срок ответа продлён",
    "reminded": "Напоминание заявителю",
    "label": "Метка состояния",
    "fields": "Заполнены поля",
    "consulted": "Составлен протокол правовой консультации",
    "supplied": "Документы получены, отказ снят",
    "snooze": "Отложено",
    "merged": "Присоединено обращение",
    "unmerged": "Отсоединено обращение",
    "unmerge": "Объединение отменено",
    "split": "Часть сообщений выделена в новое обращение",
    "linked": "Связано с обращением",
    "unlinked": "Снята связь с обращением",
}
# Changes whose title names the other appeal: the citizen needs its number, too.
WITH_NUMBER = frozenset({"merge", "merged", "unmerged", "split", "linked", "unlinked"})


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file as components/_file_list.html draws it; `url` leads to the checked view."""

    name: str
    size: int
    url: str
    state: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line as it is shown. `title` names a change; `author` is a name fit for this reader.

    `shown` is the text without what this reader does not need. `origin` is the number of the appeal
    a line was written in when that was joined to the one shown, 0 for its own lines.
    """

    item: TimelineItem
    title: str
    author: str
    is_own: bool
    attachments: list[Attachment]
    shown: MaskedText
    origin: int = 0

    @property
    def seq(self) -> int:
        return self.item.seq

    @property
    def kind(self) -> str:
        return self.item.kind

    @property
    def at(self) -> datetime:
        return self.item.at

    @property
    def body(self) -> str:
        return self.shown.text

    @property
    def may_reveal(self) -> bool:
        """Say whether something is hidden that may be shown with a reason: codes never are."""
        return bool({*self.shown.hidden} - {Secret.CODE})

    @property
    def data(self) -> dict[str, Any]:
        return dict(self.item.data)

    @property
    def place(self) -> tuple[int, int]:
        """Return what tells a line apart where several streams are read as one."""
        return (self.origin, self.seq)

    @property
    def remark(self) -> str:
        """Return where else this line belongs: what it was joined from, split off to or from."""
        data = self.item.data
        if "split_to" in data:
            return f"выделено в № {data['split_to']}"
        if "split_from" in data:
            return f"из обращения № {data['split_from']}"
        return f"из № {self.origin}" if self.origin else ""

    @property
    def files(self) -> list[ShownFile]:
        return [_shown(file) for file in self.attachments]

    @property
    def is_public(self) -> bool:
        return self.item.is_public


def timeline_for(by: Any, ticket: Ticket) -> list[Entry]:
    """Return the stream of a visible appeal in order: two queries, attachments and names included.

    Streams of appeals joined to it are read among its own lines, by time.
    """
    is_joined = bool(ticket.merged_count)
    rows = _stream(is_inside(by), is_joined).rows(ticket=ticket.pk)
    files = _files_of(rows)
    entries = [_entry(item, files[item.pk], by, ticket) for item in rows]
    # The head's own line says the same as the last one of what was joined to it.
    return [one for one in entries if not (one.origin and one.data.get("verb") == "merge")]


@prepared
def _stream(inside: bool, is_joined: bool) -> QuerySet[TimelineItem, Any]:
    """Write the statement of a stream: notes and inner changes are for employees only."""
    items = TimelineItem.objects.select_related("author")
    items = items if inside else items.filter(is_public=True)
    if not is_joined:
        return items.filter(ticket=Slot("ticket")).order_by("seq")
    items = items.filter(ticket__in=joined_streams(Slot("ticket")))
    items = items.annotate(origin=F("ticket__number"))
    return items.order_by("at", "ticket", "seq")


@prepared
def _files() -> QuerySet[Attachment, Any]:
    return Attachment.objects.filter(item__any=Slot("items")).order_by("uploaded_at", "pk")


def _files_of(items: list[TimelineItem]) -> dict[Any, list[Attachment]]:
    found: dict[Any, list[Attachment]] = {item.pk: [] for item in items}
    for file in _files().rows(items=list(found)) if items else []:
        found[file.item_id].append(file)
    return found


def shown_to(by: Any, item: TimelineItem) -> MaskedText:
    """Return a text as a reader needs it: codes are hidden from everybody, the rest from strangers.

    Whoever wrote a text sees what they wrote; the citizen sees what concerns them.
    """
    reads_own = isinstance(by, User) and (by.is_citizen or item.author_id == by.pk)
    return mask_text(str(item.body), ONLY_CODES) if reads_own else mask_text(str(item.body))


def is_inside(by: Any) -> bool:
    """Say whether a reader belongs to the house; a citizen and another system don't."""
    return isinstance(by, User) and by.is_employee


def _entry(item: TimelineItem, files: list[Attachment], by: Any, ticket: Ticket) -> Entry:
    is_joined = item.ticket_id != ticket.pk
    return Entry(
        item=item,
        title=_title(item),
        author=_author(item, inside=is_inside(by)),
        is_own=isinstance(by, User) and item.author_id == by.pk,
        attachments=files,
        shown=shown_to(by, item),
        origin=vars(item)["origin"] if is_joined else 0,
    )


def _shown(file: Attachment) -> ShownFile:
    infected = file.state == Attachment.State.INFECTED
    state = {Attachment.State.CLEAN: "ready", Attachment.State.INFECTED: "refused"}
    return ShownFile(
        name=file.name,
        size=file.size,
        url=reverse("tickets:file", args=[file.pk]),
        state=state.get(Attachment.State(file.state), "checking"),
        note="Удалён: в файле найден вирус" if infected else "",
    )


def _title(item: TimelineItem) -> str:
    verb = item.data.get("verb", "")
    if verb in WITH_NUMBER and "number" in item.data:
        title = MOVES[verb].label if verb in MOVES else CHANGES[verb]
        return f"{title} № {item.data['number']}"
    if "to" in item.data and verb in MOVES:
        return MOVES[verb].label
    title = CHANGES.get(verb, "") or automatic_title(item.data) or step_title(item.data)
    return title or item.get_kind_display()


def _author(item: TimelineItem, *, inside: bool) -> str:
    """Return who did it: colleagues read surnames, citizens only the public name (alias)."""
    if item.actor_kind == SYSTEM_KIND:
        return "Автоматически"
    if item.actor_kind == API_KEY:
        return "Внешняя система"
    if item.actor_kind == CITIZEN or item.author is None:
        return "Заявитель"
    if item.kind == Kind.MESSAGE:
        return "Заявитель, записано сотрудником"
    return item.author.full_name if inside else item.author.public_name

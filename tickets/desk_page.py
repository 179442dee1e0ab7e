"""What the desk's templates draw: rows and tabs of the list, the open appeal, its buttons.

Reads only; views ask these for a context and choose the template.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from tickets import policies
from tickets.desk_moves import shown_moves
from tickets.forms.desk import NoteForm, ReplyForm
from tickets.forms.desk_list import FILTERS, ListForm
from tickets.forms.fields import fresh_key
from tickets.models import Clock, Ticket
from tickets.models.timeline import TimelineItem
from tickets.selectors.desk_counts import COUNT_AT_MOST, COUNTED, Glance, glance
from tickets.selectors.desk_list import SORTS, VIEWS, ListQuery, Page, page_of
from tickets.selectors.desk_ticket import ClockFace, clock_faces, faces_of, lines_of
from tickets.selectors.directory import Directory, directory
from tickets.selectors.drafts import drafts_of
from tickets.selectors.labels import label_of, titles_of
from tickets.selectors.routes import needs_approval
from tickets.states import Status, allowed


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list; `key` names all that is drawn of it."""

    ticket: Ticket
    url: str
    who: str
    owner: str
    is_free: bool
    clock: ClockFace | None
    is_late: bool
    waits: bool
    label: tuple[str, str] | None = None
    tags: tuple[str, ...] = ()
    repeats: int = 0

    @property
    def key(self) -> tuple[Any, ...]:
        ticket = self.ticket
        hung = (self.label, self.tags, ticket.snoozed_at, ticket.snoozed_until, self.repeats)
        shown = (self.url, self.who, self.owner, self.is_free, self.clock, self.is_late, self.waits)
        told = (ticket.subject, ticket.channel, ticket.priority, ticket.status, ticket.activity_at)
        return (ticket.pk, *told, *shown, *hung)


@dataclass(frozen=True, slots=True)
class Tab:
    """One list of the desk with how much is in it."""

    title: str
    url: str
    count: str
    is_current: bool
    is_alarming: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that narrows the list; `url` is the list without it."""

    title: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the list and may narrow it further; `key` names all that is drawn of it."""

    form: ListForm
    view: str
    text: str
    url: str
    clear_url: str
    chips: list[Chip]
    is_worker: bool

    @property
    def fields(self) -> list[Any]:
        return [*self.form.filters(), self.form["sort"]]

    @property
    def looks(self) -> list[Any]:
        return [self.form["hide"]]

    @property
    def key(self) -> tuple[Any, ...] | None:
        """None while something is searched for: what was typed is not kept."""
        if self.text:
            return None
        return (self.view, self.url, self.is_worker, self.form.choices_key())


def list_context(
    user: User, data: QueryDict, *, now: datetime, may_search: bool = True
) -> dict[str, Any]:
    """Return the list's column: rows, their clocks and the counts are three queries; parts need two."""
    book, mine = directory(), user.team_ids()
    is_part = "after" in data or "until" in data
    seen = Glance({}, "") if is_part else glance(user, now=now)
    form = list_form(user, data or QueryDict(seen.first))
    query = form.query() if may_search else replace(form.query(), text="")
    page = page_of(user, query, now=now)
    given = _given(query, form.hidden())
    place = urlencode(given, doseq=True)
    filters = Filters(
        form=form,
        view=query.view,
        text=query.text,
        url=_list_url(given),
        clear_url=_list_url({"view": query.view}),
        chips=_chips(form, given),
        is_worker=policies.can_register(user, None),
    )
    with_owner = query.view != "mine" or bool(query.text)
    return {
        "form": form,
        "query": query,
        "place": place,
        "rows": _rows(page, place, now, book if with_owner else None),
        "next": page.next,
        "next_url": _list_url({**given, "after": page.next}) if page.next else "",
        "marks_url": f"{_marks_url()}?{place}" if page.next and not query.text else "",
        "given": given,
        "tabs": [] if is_part else _tabs(query, seen.counts),
        "filters": filters,
        "chips": filters.chips,
        "clear_url": filters.clear_url,
        "list_url": filters.url,
        "topics": " ".join([f"user:{user.pk}", *(f"team:{key}" for key in sorted(mine))]),
        "is_worker": filters.is_worker,
    }


def list_form(user: User, data: QueryDict) -> ListForm:
    """Read the address of a list; a person may choose among their own teams and colleagues."""
    book, mine = directory(), user.team_ids()
    teams = [book.teams[key] for key in mine if key in book.teams]
    return ListForm(data, people=book.workers_of(*mine), teams=teams)


def list_address(form: ListForm) -> str:
    """Return the address of a list as codes, without what was searched for: what is saved and shared."""
    return urlencode(_given(form.query(), form.hidden()), doseq=True)


def _given(query: ListQuery, hidden: list[str]) -> dict[str, Any]:
    """Return what the address of this list holds, without the place in it."""
    values = {name: getattr(query, name) for name in (*FILTERS, "sort")} | {"hide": hidden}
    return {"view": query.view, **{name: value for name, value in values.items() if value}}


def _list_url(given: dict[str, Any]) -> str:
    return f"{_tickets_url()}?{urlencode(given, doseq=True)}"


@cache
def _marks_url() -> str:
    return reverse("desk:list-marks")


@cache
def _tickets_url() -> str:
    return reverse("desk:tickets")


def _rows(page: Page, place: str, now: datetime, book: Directory | None) -> list[Row]:
    return [_row(one, page.clocks[one.pk], place, now, book) for one in page.rows]


def _row(
    ticket: Ticket, clocks: list[Clock], place: str, now: datetime, book: Directory | None
) -> Row:
    """Draw nothing of the owner without a book: in one's own list it is always oneself."""
    service = next((clock for clock in clocks if clock.kind == Clock.Kind.SERVICE), None)
    running = [face for face in faces_of(clocks) if not face.is_done]
    shown = min(running, key=lambda face: (bool(face.paused), face.due_at), default=None)
    if service is not None and service.paused_at:
        shown = running[0] if running else None
    return Row(
        ticket=ticket,
        url=f"{_ticket_url(ticket.number)}?{place}",
        who=ticket.citizen.full_name if ticket.citizen else "",
        owner=book.name(ticket.assignee_id) if book and ticket.assignee_id else "",
        is_free=ticket.assignee_id is None and ticket.is_open,
        clock=shown,
        is_late=any(
            clock.due_at <= now and clock.stopped_at is None and clock.paused_at is None
            for clock in clocks
        ),
        waits=ticket.is_open
        and ticket.last_word == TimelineItem.Kind.MESSAGE
        and ticket.status != Status.WAITING_CITIZEN,
        label=(label.title, label.tone) if (label := label_of(ticket)) else None,
        tags=tuple(titles_of(ticket.tag_ids)),
        repeats=ticket.repeats,
    )


def _ticket_url(number: int) -> str:
    return _any_ticket_url().replace("100000000", str(number))


@cache
def _any_ticket_url() -> str:
    """A reverse costs a tenth of a millisecond, a page has 25 rows."""
    return reverse("desk:ticket", args=[100000000])


def _tabs(query: ListQuery, counts: dict[str, int]) -> list[Tab]:
    """Return the lists; the one reached from the board only has its tab while it is open."""
    return [
        Tab(
            title=title,
            url=_list_url({"view": view}),
            count=_in_words(counts.get(view, 0)),
            is_current=view == query.view and not query.text,
            is_alarming=view == "overdue" and counts[view] > 0,
        )
        for view, title in VIEWS.items()
        if view in {"all", query.view}
        or (view in COUNTED and (view != "snoozed" or counts.get(view)))
    ]


def _in_words(number: int) -> str:
    if number >= COUNT_AT_MOST:
        return f"{COUNT_AT_MOST - 1}+"
    return str(number) if number else ""


def _chips(form: ListForm, given: dict[str, Any]) -> list[Chip]:
    def without(name: str) -> str:
        return _list_url({key: value for key, value in given.items() if key != name})

    chips = [Chip(title, value, without(name)) for name, title, value in form.chosen()]
    if given.get("sort"):
        chips.append(Chip("Порядок", SORTS[given["sort"]], without("sort")))
    return chips


# --- the open appeal
def work_context(
    user: User, ticket: Ticket, *, form: ReplyForm | None = None, note: NoteForm | None = None
) -> dict[str, Any]:
    """Return the middle column: clocks, stream and drafts are four queries, however long it is."""
    now = timezone.now()
    return {
        "ticket": ticket,
        "lines": lines_of(user, ticket),
        **head_context(user, ticket),
        **composer_context(user, ticket, form=form, note=note),
        "now": now,
    }


def head_context(user: User, ticket: Ticket) -> dict[str, Any]:
    """Return the head: clocks and the moves this person may make now."""
    return {
        "clocks": clock_faces(ticket),
        "label": label_of(ticket),
        "moves": shown_moves(user, ticket),
        "may_take": policies.can_take(user, ticket)
        and (ticket.assignee_id is None or ticket.escalated_to_id == user.pk)
        and ticket.assignee_id != user.pk,
        "needs_approval": needs_approval(ticket),
    }


def composer_context(
    user: User, ticket: Ticket, *, form: ReplyForm | None = None, note: NoteForm | None = None
) -> dict[str, Any]:
    """Return the composer: fresh forms hold the drafts kept on the server."""
    reply_place, note_place = reply_draft(ticket), note_draft(ticket)
    drafts = drafts_of(user, reply_place, note_place) if form is None or note is None else {}
    may_reply = policies.can_reply(user, ticket)
    if form is None:
        start = {"client_key": fresh_key(), "seen": ticket.items_count}
        form = ReplyForm(initial={**_body(drafts[reply_place]), **start})
    if note is None:
        note = NoteForm(
            prefix="note",
            initial={**_body(drafts[note_place]), "client_key": fresh_key()},
        )
    return {
        "reply_form": form,
        "note_form": note,
        "may_reply": may_reply,
        "may_note": policies.can_add_note(user, ticket),
        "may_resolve": may_reply and allowed("resolve", ticket.status),
        "may_ask": may_reply and allowed("ask_citizen", ticket.status),
        "needs_approval": needs_approval(ticket),
    }


def reply_draft(ticket: Ticket) -> str:
    """Return the place of the draft of an answer; `note_draft` is the note's."""
    return f"desk:reply:{ticket.pk}"


def note_draft(ticket: Ticket) -> str:
    return f"desk:note:{ticket.pk}"


def _body(draft: dict[str, str]) -> dict[str, str]:
    text = draft.get("body") or draft.get("note-body") or ""
    return {"body": text} if text else {}

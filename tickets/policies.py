"""Who may do what with an appeal. Visibility is in `selectors.visibility`; here it is assumed.

`by` is a staff user, a citizen's user or an API key; the system is let through by `require`.
A state that forbids a deed altogether (a closed appeal) forbids it here too, so that pages show
only buttons that work; doors ask the state first and answer with its own words.
"""

from typing import Any
from uuid import UUID

from accounts.models import ApiKey, Citizen, Role, Team, User
from accounts.policies import LEADERS, WORKERS, can_open_board
from accounts.selectors import own_profile_ids
from catalogue import policies as catalogue
from tickets.models import (
    Attachment,
    ExportFile,
    PendingAnswer,
    SavedView,
    Ticket,
    TimeEntry,
    TopicRoute,
    TransferOffer,
)
from tickets.states import AT_HOME, REOPENABLE, Status


# --- who somebody is to an appeal
def _is_worker(by: Any) -> bool:
    return isinstance(by, User) and by.is_employee and by.role in WORKERS


def _teams(ticket: Ticket) -> set[UUID]:
    """The team that has it, and the line that follows it while a department works (R-042)."""
    return {ticket.team_id} | ({ticket.home_team_id} if ticket.home_team_id else set())


def _works(by: Any, ticket: Ticket) -> bool:
    """A worker of the appeal's teams, or one of the people it is entrusted to."""
    return _is_worker(by) and (
        bool(_teams(ticket) & by.team_ids())
        or by.pk in {ticket.assignee_id, ticket.home_assignee_id, ticket.escalated_to_id}
    )


def _leads(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket) and by.role in LEADERS


def _owns(by: Any, ticket: Ticket) -> bool:
    """The citizen whose appeal it is, or a representative of the organisation."""
    if not isinstance(by, User) or not by.is_citizen or ticket.citizen_id is None:
        return False
    return ticket.citizen_id in own_profiles(by)


def own_profiles(user: User) -> frozenset[UUID]:
    """Return whose appeals a citizen's user may see, asked once per loaded user."""
    kept: frozenset[UUID] | None = vars(user).get("_own_profiles")
    if kept is None:
        kept = vars(user)["_own_profiles"] = frozenset(own_profile_ids(user))
    return kept


def _key(by: Any, ticket: Ticket, scope: str) -> bool:
    return (
        isinstance(by, ApiKey)
        and scope in by.scopes
        and by.teams.filter(pk__in=_teams(ticket)).exists()
    )


# --- registering
def can_register(by: Any, citizen: Citizen | None) -> bool:
    """Citizens for themselves or an organisation they represent; workers and keys for anybody."""
    if isinstance(by, ApiKey):
        return "tickets:write" in by.scopes
    if not isinstance(by, User) or not by.is_active:
        return False
    if by.is_employee:
        return _is_worker(by)
    if citizen is None:
        return False
    return citizen.user_id == by.pk or citizen.pk in own_profiles(by)


# --- whose it is
def can_take(by: Any, ticket: Ticket) -> bool:
    """A worker of the team that has it now, or the senior it was brought to."""
    return (
        _is_worker(by)
        and ticket.is_open
        and (ticket.team_id in by.team_ids() or by.pk == ticket.escalated_to_id)
    )


def can_assign(by: Any, ticket: Ticket) -> bool:
    """Give it to somebody: a leader any, a worker their own."""
    return ticket.is_open and (
        _leads(by, ticket) or (_works(by, ticket) and ticket.assignee_id == by.pk)
    )


def can_unassign(by: Any, ticket: Ticket) -> bool:
    return can_assign(by, ticket)


def can_hand_over_shift(by: Any, colleague: User) -> bool:
    """End of shift: one's own open appeals, or a colleague's by a leader of a common team."""
    if not _is_worker(by):
        return False
    return by == colleague or (by.role in LEADERS and bool(by.team_ids() & colleague.team_ids()))


def can_send_to_department(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket) and ticket.status in AT_HOME


def can_return_from_department(by: Any, ticket: Ticket) -> bool:
    """The department gives it back; the line may also take it back."""
    return _works(by, ticket) and ticket.status == Status.AT_DEPARTMENT


def can_move_to_team(by: Any, ticket: Ticket, team: Team | None = None) -> bool:
    """A leader to any line, a worker to the line that has the appeal's topic; `team=None`: to some."""
    if not ticket.is_open or not _works(by, ticket):
        return False
    if by.role in LEADERS:
        return True
    routed = TopicRoute.objects.filter(topic=ticket.topic_id).exclude(team=ticket.team_id)
    return routed.filter(**({"team": team.pk} if team else {})).exists()


def can_lead(by: Any, ticket: Ticket) -> bool:
    """Be the senior an appeal is brought to: a leader of a team that has it or follows it."""
    return _is_worker(by) and by.role in LEADERS and bool(_teams(ticket) & by.team_ids())


def can_escalate(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket) and ticket.is_open


def can_ask_transfer(by: Any, ticket: Ticket) -> bool:
    """Ask a colleague to take over what is one's own."""
    return _works(by, ticket) and ticket.is_open and ticket.assignee_id == by.pk


def can_withdraw_transfer(by: Any, offer: TransferOffer) -> bool:
    return _is_worker(by) and offer.owner_id == by.pk


def can_answer_transfer(by: Any, offer: TransferOffer) -> bool:
    """The colleague who was asked, or anybody of the team that was."""
    if not _is_worker(by) or offer.owner_id == by.pk:
        return False
    return offer.to_id == by.pk or (offer.to_id is None and offer.team_id in by.team_ids())


def can_raise_tier(by: Any, ticket: Ticket) -> bool:
    """Return it to the line's queue for a higher step."""
    return _works(by, ticket) and ticket.is_open and ticket.home_team_id is None


# --- conversation
def can_reply(by: Any, ticket: Ticket) -> bool:
    return ticket.is_open and (_works(by, ticket) or _key(by, ticket, "tickets:reply"))


def can_add_note(by: Any, ticket: Ticket) -> bool:
    if _works(by, ticket):
        return True
    is_quality = isinstance(by, User) and by.is_employee and by.role == Role.QUALITY
    return is_quality and bool(_teams(ticket) & by.team_ids())


def can_talk_about(by: Any, ticket: Ticket) -> bool:
    """Talk with the person about it, on the phone or at a counter, also when it is over."""
    return _works(by, ticket)


def can_reveal_text(by: Any, ticket: Ticket) -> bool:
    """See what a text hides: whoever works with the appeal, and quality."""
    return can_add_note(by, ticket)


def can_write_message(by: Any, ticket: Ticket) -> bool:
    """The citizen adds to their own appeal; late replies are decided by the door."""
    return _owns(by, ticket)


def can_upload(by: Any) -> bool:
    """Put a file into a draft of one's own: whoever may write an appeal or an answer."""
    if isinstance(by, ApiKey):
        return "attachments:write" in by.scopes
    if not isinstance(by, User) or not by.is_active:
        return False
    return by.is_citizen or by.role in WORKERS | {Role.QUALITY}


def can_attach(by: Any, ticket: Ticket) -> bool:
    return ticket.is_open and (
        _owns(by, ticket) or _works(by, ticket) or _key(by, ticket, "attachments:write")
    )


def can_download(by: Any, attachment: Attachment) -> bool:
    """Visible with its appeal; the file of a note is for staff only."""
    item = attachment.item
    if item is not None and not item.is_public:
        return isinstance(by, User) and by.is_employee
    return True


# --- answers
def can_ask_citizen(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket)


def can_lift_hold(by: Any, ticket: Ticket) -> bool:
    """Say that what an application lacked is there."""
    return _works(by, ticket)


def can_consult_in(by: Any, ticket: Ticket) -> bool:
    """Write the protocol of a legal consultation: a consultant who works with the appeal."""
    return catalogue.can_consult(by) and _works(by, ticket)


def can_resolve(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket)


def can_refuse(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket)


def can_redirect(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket)


def can_propose_answer(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket)


def can_approve_answer(by: Any, pending: PendingAnswer) -> bool:
    """A second person: a leader of the team who is not the author (decisions 18)."""
    return _leads(by, pending.ticket) and pending.author_id != by.pk


def can_reject_answer(by: Any, pending: PendingAnswer) -> bool:
    """The second person sends it back, or the author takes it back."""
    return _leads(by, pending.ticket) or (_works(by, pending.ticket) and pending.author_id == by.pk)


def can_mark_read(by: Any, ticket: Ticket) -> bool:
    return _owns(by, ticket)


def can_rate(by: Any, ticket: Ticket) -> bool:
    return _owns(by, ticket) and ticket.status in REOPENABLE


# --- the rest of the life cycle
def can_extend(by: Any, ticket: Ticket) -> bool:
    return _leads(by, ticket) and ticket.is_open and ticket.is_official


def can_change_details(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket) and ticket.is_open


def can_reclassify(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket) and ticket.is_open


def can_request_recheck(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket) or _owns(by, ticket)


def can_reopen(by: Any, ticket: Ticket) -> bool:
    """Leaders and the one who answered; the citizen reopens by writing."""
    return (
        ticket.status in REOPENABLE
        and ticket.merged_into_id is None
        and (_leads(by, ticket) or (_works(by, ticket) and ticket.assignee_id == by.pk))
    )


def can_close(by: Any, ticket: Ticket) -> bool:
    """Confirm that the matter is over: the citizen, or a worker of the team."""
    return ticket.status == Status.RESOLVED and (_owns(by, ticket) or _works(by, ticket))


def can_withdraw(by: Any, ticket: Ticket) -> bool:
    return ticket.is_open and _owns(by, ticket)


def can_keep_drafts(by: Any) -> bool:
    """Everybody who signs in keeps drafts, each their own."""
    return isinstance(by, User) and by.is_active


# --- what colleagues hang on it
def can_tag(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket)


def can_create_tag(by: Any) -> bool:
    """New words of the vocabulary all teams share come from leaders."""
    return _is_worker(by) and by.role in LEADERS


def can_label(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket)


def can_snooze(by: Any, ticket: Ticket) -> bool:
    """Put aside what is one's own."""
    return ticket.is_open and _works(by, ticket) and ticket.assignee_id == by.pk


def can_wake(by: Any, ticket: Ticket) -> bool:
    return can_snooze(by, ticket) or (ticket.is_open and _leads(by, ticket))


def can_fill_fields(by: Any, ticket: Ticket) -> bool:
    return ticket.is_open and _works(by, ticket)


def can_work_checklist(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket)


def can_track_time(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket)


def can_correct_time(by: Any, entry: TimeEntry) -> bool:
    """One's own stretch of work, or a colleague's by a leader of the appeal's team."""
    own = _works(by, entry.ticket) and entry.user_id == by.pk
    return own or _leads(by, entry.ticket)


def can_watch(by: Any, ticket: Ticket) -> bool:
    """Follow an appeal of one's teams: whoever works with it, and quality."""
    return can_add_note(by, ticket)


# --- appeals that belong together: asked of each of the two
def can_merge(by: Any, ticket: Ticket) -> bool:
    """Join with another appeal, and take apart again."""
    return _works(by, ticket)


def can_split(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket) and ticket.is_open


def can_link(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket)


def can_record_message(by: Any, ticket: Ticket) -> bool:
    """Take down in an appeal what its citizen says on the phone or at a counter."""
    return _works(by, ticket)


# --- reports
def can_see_board(by: Any) -> bool:
    return can_open_board(by)


def can_export(by: Any) -> bool:
    return isinstance(by, User) and by.is_employee and by.role == Role.SUPERVISOR


def can_take_export(by: Any, file: ExportFile) -> bool:
    """Only who ordered it, while they may still export."""
    return can_export(by) and file.requester_id == by.pk


# --- lists of the desk under a name
def can_save_view(by: Any, team: Team | None) -> bool:
    """A worker for themselves; a leader of the team for all of it."""
    return _is_worker(by) and (team is None or (by.role in LEADERS and team.pk in by.team_ids()))


def can_change_view(by: Any, view: SavedView) -> bool:
    """Its owner; for a team's list a leader of the team."""
    if view.team is None:
        return _is_worker(by) and view.owner_id == by.pk
    return can_save_view(by, view.team)

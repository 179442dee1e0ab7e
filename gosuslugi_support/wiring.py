"""Who reacts to what, and what fills which slot. The only place where apps meet upwards."""

from accounts import events as accounts
from accounts import matters, retention, subjects
from accounts.actions.retention import BROOMS as ACCOUNTS_BROOMS
from accounts.actions.subject_data import PART as ACCOUNTS_PART
from accounts.actions.subject_journal import PART as JOURNAL_PART
from accounts.demo_panels import REGISTRIES_FOOTER, REGISTRIES_MENU
from accounts.personal_panels import CHANGES_LINK, SIGNALS
from accounts.rights_panels import CONSENTS_CARD, OWN_DATA_MENU, SUBJECTS_LINK
from analytics.panels import WALL_LINK
from automation import events as automation
from automation.panels import BULK_BAR, BULK_NOW, MACRO_KEY, MENU_LINKS, RULES_MENU
from automation.selectors.rules import rules_shown
from catalogue.actions.subject import PART as CATALOGUE_PART
from catalogue.panels import FOOTER_LINKS, HOME_CARDS, SERVICES_LINK
from chat import events as chat
from chat.actions.queueing import SUBJECT as DIALOG_SUBJECT
from chat.actions.retention import BROOMS as CHAT_BROOMS
from chat.actions.subject import PART as CHAT_PART
from chat.citizen_panels import EARLIER as CHAT_EARLIER
from chat.citizen_panels import WIDGET as CHAT_WIDGET
from chat.panels import CALLBACK_DIALOG, CHATS_LINK, DIALOG, TICKET_DIALOGS
from chat.person_history import PROVIDERS as CHAT_PROVIDERS
from common import slots
from faq import events as faq
from faq.panels import (
    CALL_MENU,
    EDITING_LINK,
    EDITING_MENU,
    HELP_LINK,
    HELP_SECTIONS,
    SERVICE_ANSWERS,
)
from faq.selectors.reviews import reviews_shown, videos_shown
from gosuslugi_support.journal_pages.panels import JOURNAL_LINK
from gosuslugi_support.quiet_facts import NOBODY_REACTS
from journal.reactions import listen
from notifications import bell
from notifications.actions.retention import BROOMS as NOTIFICATIONS_BROOMS
from notifications.actions.subject import PART as NOTIFICATIONS_PART
from notifications.panels import BELL, DELIVERIES_LINK, INBOX_FOOTER, INBOX_MENU, STAFF_LETTERS
from quality.panels import ARTICLE_SOURCES, CONTACTS_TAB
from routing import events as routing
from routing.actions import kinds
from routing.actions.retention import BROOMS as ROUTING_BROOMS
from routing.actions.subject import PART as ROUTING_PART
from routing.panels import ARTICLE_CALL, PRESENCE_SWITCH
from routing.selectors.quiet import resting
from tickets import events as tickets
from tickets.actions.anonymising import BROOMS as TICKETS_BROOMS
from tickets.actions.conversations import link_conversation
from tickets.actions.subject import PART as TICKETS_PART
from tickets.bell import offers_shown, tickets_shown, transfers_shown
from tickets.panels import (
    ARTICLE_NEXT,
    CONSULTATION_FOOT,
    DESK_NEWS,
    DESK_OFFERS,
    DESK_SEARCH,
    PERSON_HISTORY,
    QUEUE_STATE,
    SERVICE_NEXT,
)
from tickets.person_history import PROVIDERS as TICKETS_PROVIDERS
from tickets.selectors import person_stream

POKE = "tickets.handlers.poke_watchers"
POKE_OTHER = "tickets.handlers.poke_other"
NOTIFY = "tickets.handlers.notify_people"
TRACE = "tickets.handlers.note_identity_step"
PASS_ON = "tickets.handlers.pass_on_work"
QUEUE = "tickets.handlers.follow_in_queue"
POKE_ASKED = "tickets.handlers.poke_asked"
ABILITIES = "routing.handlers.refresh_abilities_of"
POKE_OPERATOR = "routing.handlers.poke_operator"
POKE_WALL = "analytics.handlers.poke_wall"
RING = "tickets.bell.ring"  # a colleague's bell and Web Push
WATCHERS = "tickets.bell.ring_watchers"
SEEN = "tickets.bell.settle"
OFFER_SEEN = "tickets.bell.settle_offer"
RULES = "automation.handlers.run_rules"
CHATS = "chat.handlers.poke_desk"
TOPIC = "tickets.handlers.note_topic"  # what was guessed against what people chose

# Event -> handlers, run by the worker after commit, at least once.
REACTIONS: dict[type, tuple[str, ...]] = {
    accounts.CodeRequested: ("notifications.handlers.send_code",),
    accounts.ContactChanged: ("notifications.protection.tell_of_change",),
    # personal data: the person is told of changes, leaders of limits reached
    accounts.ProfileUpdated: ("notifications.protection.tell_of_change",),
    accounts.DataChanged: ("notifications.protection.tell_of_change", TRACE),
    accounts.ChangesFrozen: ("notifications.protection.tell_of_freeze", TRACE),
    accounts.FreezeLifted: ("notifications.protection.tell_of_freeze", TRACE),
    accounts.LookupLimitReached: ("notifications.protection.alert_guardians",),
    accounts.RevealLimitReached: ("notifications.protection.alert_guardians",),
    accounts.PasswordChanged: ("notifications.handlers.warn_of_password",),
    accounts.SecondFactorChanged: ("notifications.handlers.warn_of_second_factor",),
    # who is talking: each step is a line of the appeals the conversation is about
    accounts.ContactEnded: (TRACE,),
    accounts.CallerCodeStarted: (TRACE,),
    accounts.CallerCodeEntered: (TRACE,),
    accounts.CallerCodeSpoken: (TRACE,),
    accounts.IdentityAnswered: (TRACE,),
    accounts.IdentityConfirmedInPerson: (TRACE,),
    accounts.PersonalDataRevealed: (TRACE,),
    accounts.ChangeRequested: (TRACE,),
    accounts.ChangeRefused: (TRACE,),
    accounts.RegistryAsked: ("accounts.handlers.wake_registries",),
    accounts.RegistryAnswered: (TRACE, "notifications.rechecks.tell_recheck"),
    accounts.PortalAsked: ("accounts.handlers.wake_portal", TRACE),
    accounts.PortalAnswered: (TRACE,),
    # rights of the person: received, answered, erased; the officer hears of the clock
    accounts.SubjectRequestReceived: ("notifications.rights.tell_received",),
    accounts.SubjectRequestDone: ("notifications.rights.tell_answered",),
    accounts.SubjectRequestRefused: ("notifications.rights.tell_answered",),
    accounts.SubjectRequestDueSoon: ("notifications.rights.tell_officers",),
    accounts.SubjectRequestLate: ("notifications.rights.tell_officers",),
    accounts.ErasureProposed: ("notifications.rights.tell_confirmers",),
    accounts.SubjectErased: ("notifications.rights.tell_erased",),
    accounts.SubjectExportReady: ("notifications.rights.tell_export_ready",),
    # articles: who looks at them again
    faq.RegulationChanged: ("faq.handlers.tell_reviewers",),
    faq.ReviewOpened: ("faq.handlers.tell_reviewers",),
    faq.VideoReviewDue: ("faq.handlers.tell_of_video",),
    # staff: nobody's appeals are left behind
    accounts.AwaySet: (PASS_ON,),
    accounts.RoleChanged: (PASS_ON,),
    accounts.StaffDeactivated: (PASS_ON,),
    accounts.TeamsSet: (PASS_ON, ABILITIES),
    # the queue: who is offered what, who is on the line
    routing.PresenceChanged: (POKE_OPERATOR,),
    routing.PauseOverrun: (POKE_OPERATOR,),
    routing.WrapUpProlonged: (POKE_OPERATOR,),
    routing.OperatorMoved: (POKE_OPERATOR,),
    routing.OperatorReturned: (POKE_OPERATOR,),
    routing.WorkOffered: ("tickets.bell.ring_offer", POKE_WALL),
    routing.OfferAccepted: (POKE_OPERATOR, OFFER_SEEN),
    routing.OfferDeclined: (POKE_OPERATOR, OFFER_SEEN),
    routing.OfferMissed: (POKE_OPERATOR,),
    routing.WorkEntered: (POKE_WALL,),
    routing.WorkChanged: (POKE_WALL,),
    routing.WorkReturned: (POKE_WALL,),
    routing.WorkTaken: (POKE_WALL,),
    routing.WorkLeft: (POKE_WALL,),
    routing.WorkPrioritySet: (POKE_WALL,),
    routing.WorkReserved: (POKE_WALL,),
    # appeals: the way of one
    tickets.TicketRegistered: (POKE, NOTIFY, QUEUE, TOPIC, RULES),
    tickets.TicketAnswered: (POKE, NOTIFY, SEEN, RULES, WATCHERS),
    tickets.CitizenWrote: (POKE, NOTIFY, QUEUE, RING, RULES, WATCHERS),
    tickets.CitizenAsked: (POKE, NOTIFY, QUEUE, WATCHERS),
    tickets.ApplicationAdvised: (POKE, NOTIFY, SEEN, WATCHERS),
    tickets.ApplicationHeld: (POKE, NOTIFY, QUEUE, WATCHERS),
    tickets.ApplicationSupplied: (POKE,),
    tickets.ArticleSent: (NOTIFY,),
    tickets.TicketResolved: (POKE, NOTIFY, QUEUE, SEEN, RULES, WATCHERS),
    tickets.TicketRefused: (POKE, NOTIFY, QUEUE, WATCHERS),
    tickets.TicketRedirected: (POKE, NOTIFY, QUEUE, WATCHERS),
    tickets.TicketExtended: (POKE, NOTIFY),
    tickets.TicketReopened: (POKE, NOTIFY, QUEUE, RULES, WATCHERS),
    tickets.TicketClosed: (POKE, NOTIFY, QUEUE, WATCHERS),
    tickets.TicketWithdrawn: (POKE, QUEUE),
    tickets.TicketReclassified: (POKE, QUEUE),
    tickets.TicketContinued: (POKE,),
    tickets.TicketsMerged: (POKE, POKE_OTHER, NOTIFY, QUEUE),
    tickets.MergeUndone: (POKE, POKE_OTHER, NOTIFY, QUEUE),
    tickets.TicketSplit: (POKE, POKE_OTHER),
    tickets.TicketsLinked: (POKE, POKE_OTHER),
    tickets.TicketsUnlinked: (POKE, POKE_OTHER),
    tickets.TicketRated: (POKE, RULES),
    tickets.AnswerRead: (POKE,),
    tickets.FileAttached: (POKE,),
    tickets.FileChecked: (POKE,),
    # appeals: work among colleagues
    tickets.ConversationLinked: (POKE,),
    tickets.CardOpened: (SEEN,),
    tickets.NoteAdded: (POKE, SEEN, WATCHERS),
    tickets.TicketAssigned: (POKE, QUEUE, RING, RULES),
    tickets.TicketSentToDepartment: (POKE, NOTIFY, QUEUE, WATCHERS),
    tickets.TicketReturnedFromDepartment: (POKE, QUEUE, WATCHERS),
    tickets.TicketMovedToTeam: (POKE, NOTIFY, QUEUE, RULES),
    tickets.TicketDetailsChanged: (POKE, QUEUE, TOPIC, RULES),
    tickets.TicketEscalated: (POKE, NOTIFY, RING, RULES),
    tickets.TransferAsked: (POKE_ASKED, RING),
    tickets.TransferAccepted: (POKE, POKE_ASKED, RING),
    tickets.TransferDeclined: (POKE, POKE_ASKED, RING),
    tickets.TransferEnded: (POKE, POKE_ASKED, RING),
    tickets.TierRaised: (POKE, QUEUE),
    tickets.RecheckRequested: (POKE, NOTIFY, RING),
    tickets.AnswerProposed: (POKE, NOTIFY, RING),
    tickets.AnswerRejected: (POKE, NOTIFY, RING),
    # appeals: what colleagues hang on them
    tickets.TagsChanged: (POKE,),
    tickets.LabelSet: (POKE,),
    tickets.TicketSnoozed: (POKE,),
    tickets.TicketWoken: (POKE, RING),
    tickets.WatchingChanged: (POKE,),
    tickets.FieldsFilled: (POKE,),
    tickets.ChecklistChanged: (POKE,),
    tickets.TimeCorrected: (POKE,),
    tickets.ColleaguesMentioned: (POKE, RING),
    # appeals: what the clocks and the silence say
    tickets.ClockWarned: (POKE, NOTIFY, RING, RULES),
    tickets.ClockBreached: (POKE, NOTIFY, RING, RULES),
    automation.RuleSwitched: ("automation.handlers.tell_of_stopped_rule",),
    tickets.ClockEscalated: (POKE, NOTIFY, RING),
    tickets.SilenceReminded: (POKE, NOTIFY),
    tickets.NumbersNearlyFull: (NOTIFY,),
    tickets.ExportFileReady: ("tickets.handlers.tell_of_file",),
    tickets.TextRevealLimitReached: (NOTIFY,),
    # the chat: pages of who leads the dialog
    chat.DialogTaken: (CHATS,),
    chat.DialogHandedOver: (CHATS,),
    chat.TalkEnded: (CHATS,),
    chat.DialogResumed: (CHATS,),
    chat.DialogWrittenUp: (CHATS,),
    chat.DialogTicketMade: (CHATS,),
    chat.CallRang: (CHATS,),
    chat.CallAnswered: (CHATS,),
    chat.CallEnded: (CHATS,),
    chat.LinkAsked: ("chat.handlers.send_link",),
    chat.FileChecked: ("chat.handlers.tell_of_file",),
}

__all__ = ["BROOMS", "NOBODY_REACTS", "PANELS", "REACTIONS", "SUBJECT_PARTS", "connect"]

# Slot -> what upper apps put there.
PANELS: dict[str, tuple[slots.Panel, ...]] = {
    "board": (SIGNALS,),
    "staff-nav": (
        CHATS_LINK,
        EDITING_LINK,
        SERVICES_LINK,
        WALL_LINK,
        CHANGES_LINK,
        SUBJECTS_LINK,
        DELIVERIES_LINK,
        JOURNAL_LINK,
    ),
    "citizen-foot": (CHAT_WIDGET,),
    "cabinet-foot": (CHAT_EARLIER,),
    "home": (HELP_SECTIONS, HOME_CARDS),
    "consultation-foot": (CONSULTATION_FOOT,),
    "service-foot": (SERVICE_ANSWERS, SERVICE_NEXT),
    "article-next": (ARTICLE_NEXT, ARTICLE_CALL),
    "articles-tabs": (CONTACTS_TAB,),
    "article-side": (ARTICLE_SOURCES,),
    "footer-links": (HELP_LINK, FOOTER_LINKS, INBOX_FOOTER, REGISTRIES_FOOTER),
    "person-card": (CONSENTS_CARD,),
    "user-menu": (EDITING_MENU, MENU_LINKS, OWN_DATA_MENU, INBOX_MENU, REGISTRIES_MENU, RULES_MENU),
    "staff-profile": (STAFF_LETTERS,),
    "desk-search": (DESK_SEARCH,),
    "desk-tools": (QUEUE_STATE, BULK_NOW, DESK_NEWS, DESK_OFFERS, BELL, PRESENCE_SWITCH),
    "person-history": (PERSON_HISTORY,),
    "list-tools": (BULK_BAR,),
    "ticket-head": (MACRO_KEY,),
    "ticket-aside": (TICKET_DIALOGS,),
    "callback": (CALLBACK_DIALOG,),
    "call-menu": (CALL_MENU,),
}

# What a person's history on the desk is made of; calls and chats add theirs.
PERSON_STREAM: tuple[person_stream.Provider, ...] = (*TICKETS_PROVIDERS, *CHAT_PROVIDERS)

# Who knows what of a person, lower apps first (accounts/subjects.py), and what is swept by age.
SUBJECT_PARTS: tuple[subjects.SubjectProvider, ...] = (
    JOURNAL_PART,
    ACCOUNTS_PART,
    NOTIFICATIONS_PART,
    CATALOGUE_PART,
    ROUTING_PART,
    TICKETS_PART,
    CHAT_PART,
)
BROOMS: tuple[retention.Broom, ...] = (
    *ACCOUNTS_BROOMS,
    *NOTIFICATIONS_BROOMS,
    *ROUTING_BROOMS,
    *TICKETS_BROOMS,
    *CHAT_BROOMS,
)


# What the lines of a bell are about: thing -> how its reader sees it.
BELL_THINGS: dict[str, bell.Describe] = {
    "ticket": tickets_shown,
    "offer": offers_shown,
    "transfer": transfers_shown,
    "review": reviews_shown,
    "video": videos_shown,
    "rule": rules_shown,
}


def connect() -> None:
    """Fill the tables of `journal.reactions`, `common.slots`, the ways given to lower floors; once at start."""
    matters.provide(link_conversation)
    kinds.register(DIALOG_SUBJECT, DIALOG)
    for provider in PERSON_STREAM:
        person_stream.register(provider)
    for event, handlers in REACTIONS.items():
        listen(event, *handlers)
    for slot, panels in PANELS.items():
        for panel in panels:
            slots.fill(slot, panel)
    for part in SUBJECT_PARTS:
        subjects.register(part)
    retention.register(*BROOMS)
    for name, describe in BELL_THINGS.items():
        bell.provide(name, describe)
    bell.provide_quiet(resting)

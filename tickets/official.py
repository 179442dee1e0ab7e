"""Which appeals are official ones under 59-ФЗ (requirements 3.6, 3.7). Pure.

The mark decides about the clock of the law. An e-mail or a chat can't carry an official appeal
since 30.03.2025 (547-ФЗ): the sender is not identified; a question asks for help, not for a ruling.
"""

from accounts.models import Contact
from tickets.models.ticket import Kind

Channel = Contact.Channel
_IDENTIFIES = frozenset({Channel.CABINET, Channel.PHONE, Channel.MFC, Channel.API})
_WRITTEN_KINDS = frozenset({Kind.APPLICATION, Kind.PROPOSAL, Kind.COMPLAINT})


def can_be_official(kind: Kind, channel: str) -> bool:
    """Say whether an appeal of this kind may be an official one in this channel at all."""
    return kind != Kind.QUESTION and channel in _IDENTIFIES


def official_by_default(kind: Kind, channel: str, *, info_requests: bool = False) -> bool:
    """Return the mark an appeal gets unless a person says otherwise.

    A complaint is official wherever it can be; what is written in the cabinet is, a request for
    information only by the setting `info_requests`; what is said by phone or brought by another
    system is when somebody says so.
    """
    if not can_be_official(kind, channel):
        return False
    if kind == Kind.COMPLAINT:
        return True
    if kind == Kind.INFO_REQUEST:
        return info_requests and channel == Channel.CABINET
    return channel == Channel.CABINET and kind in _WRITTEN_KINDS

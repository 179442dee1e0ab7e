"""Who may listen to which live topic. Asked when a page subscribes and again at every poke (Z-10)."""

from uuid import UUID

from accounts.models import User
from accounts.selectors import own_profile_ids
from accounts.selectors.identity import led_by
from tickets.policies import can_see_board
from tickets.selectors.visibility import visible_to


def may_listen(user: User, topic: str) -> bool:
    """Say whether a poke of `topic` may reach this person now.

    Topics: `ticket:<uuid>`, `presence:<ticket uuid>`, `team:<uuid>`, `user:<uuid>`,
    `citizen:<uuid>`, `contact:<uuid>`, `board`, `wall`. An unknown topic is nobody's.
    """
    name, _, text = topic.partition(":")
    if name in {"board", "wall"}:
        return can_see_board(user)
    try:
        key = UUID(text)
    except ValueError:
        return False
    if name == "ticket":
        return visible_to(user).filter(pk=key).exists()
    if name == "presence":
        return user.is_employee and visible_to(user).filter(pk=key).exists()
    if name == "team":
        return user.is_employee and key in user.team_ids()
    if name == "contact":
        return led_by(user, key) is not None
    if name in {"user", "bell"}:
        return key == user.pk
    return name == "citizen" and user.is_citizen and key in own_profile_ids(user)

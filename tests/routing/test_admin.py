"""Skills and weights in Django admin: by doors, for administrators and supervisors only."""

from typing import Any

import pytest

from accounts.models import User
from routing.actions.presence import set_presence
from routing.models import ChannelWeight, OperatorSettings, OperatorSkill, Presence

ABILITIES = "/admin/routing/operatorsettings/"


def test_an_operators_abilities_count_at_once(
    queue: None, client_for: Any, administrator: User, olga_operator: User, now: Any
) -> None:
    set_presence(operator=olga_operator, state="ready", by=olga_operator, now=now)
    given = {
        "operator": str(olga_operator.pk),
        "tier": "2",
        "capacity": "80",
        "languages": ["ru", "tt"],
        "skill-tech": "4",
        "skill-payments": "",
    }
    answer = client_for(administrator).post(f"{ABILITIES}add/", given)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert OperatorSkill.objects.get().level == 4
    man = Presence.objects.get()
    assert (man.skills, man.languages, man.tier, man.capacity) == ({"tech": 4}, ["ru", "tt"], 2, 80)
    page = client_for(administrator).get(f"{ABILITIES}{olga_operator.pk}/change/")
    assert page.context["adminform"].form["skill-tech"].value() == 4


def test_a_weight_is_changed_by_the_door(queue: None, client_for: Any, administrator: User) -> None:
    url = "/admin/routing/channelweight/phone/change/"
    answer = client_for(administrator).post(url, {"weight": "90", "wrap_up_s": "45"})
    assert answer.status_code == 302
    weight = ChannelWeight.objects.get(pk="phone")
    assert (weight.weight, weight.wrap_up_s) == (90, 45)


@pytest.mark.parametrize("who", ["olga_operator", "senior", "editor", "auditor", "citizen"])
def test_others_change_nothing(
    queue: None, client_for: Any, request: pytest.FixtureRequest, who: str
) -> None:
    client = client_for(request.getfixturevalue(who))
    answer = client.post("/admin/routing/channelweight/phone/change/", {"weight": "1"})
    assert answer.status_code in {302, 403, 404}
    assert ChannelWeight.objects.get(pk="phone").weight == 100
    assert not OperatorSettings.objects.exists()

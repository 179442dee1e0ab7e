"""Choosing how to be told: by the person, for themselves."""

from datetime import time

import pytest

from common.errors import InvalidInput, NotAllowed
from journal.models import Entry
from notifications.actions import PreferenceChoice, set_preference
from notifications.models import PersonKind, Preference
from notifications.policies import can_replay_delivery, can_see_deliveries, can_set_preference
from notifications.selectors import preference_for

CAST = (
    "citizen",
    "other_citizen",
    "olga_operator",
    "senior",
    "sveta_supervisor",
    "administrator",
    "auditor",
    "former",
)


def choose(citizen, by, now, **fields):
    return set_preference(
        person_kind=PersonKind.CITIZEN,
        person_id=citizen.pk,
        choice=PreferenceChoice(**fields),
        by=by,
        now=now,
    )


def test_without_a_choice_both_ways_are_open(citizen):
    preference = preference_for(PersonKind.CITIZEN, citizen.pk)
    assert (preference.by_email, preference.by_sms, preference.pk) == (True, True, None)


def test_a_choice_is_kept_and_changed(citizen, now):
    choose(citizen, citizen.user, now, by_sms=False)
    choose(citizen, citizen.user, now, by_email=False, quiet_from=time(22), quiet_to=time(7))
    preference = Preference.objects.get()
    assert (preference.by_email, preference.by_sms) == (False, True)
    assert (preference.quiet_from, preference.quiet_to) == (time(22), time(7))
    fact = Entry.objects.filter(event="notifications.PreferenceSet").latest("pk")
    assert fact.subject == f"person:{citizen.pk}"


def test_half_of_the_quiet_hours_is_refused(citizen, now):
    with pytest.raises(InvalidInput, match="и начало, и конец"):
        choose(citizen, citizen.user, now, quiet_from=time(22))
    assert (Preference.objects.count(), Entry.objects.count()) == (0, 0)


@pytest.mark.parametrize("who", [name for name in CAST if name != "citizen"])
def test_nobody_chooses_for_another(request, citizen, now, who):
    person = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        choose(citizen, getattr(person, "user", person), now)
    assert (Preference.objects.count(), Entry.objects.count()) == (0, 0)


def test_staff_choose_for_themselves(olga_operator):
    assert can_set_preference(olga_operator, PersonKind.STAFF, olga_operator.pk)
    assert not can_set_preference(olga_operator, PersonKind.CITIZEN, olga_operator.pk)


@pytest.mark.parametrize("who", CAST)
def test_keepers_of_deliveries(request, who):
    person = request.getfixturevalue(who)
    user = getattr(person, "user", person)
    expected = who in {"sveta_supervisor", "administrator"}
    assert can_see_deliveries(user) is expected
    assert can_replay_delivery(user, None) is expected

"""Nothing typed is lost."""

import pytest

from common.errors import InvalidInput, NotAllowed
from tests.tickets.helpers import registered
from tickets.actions.drafts import drop_draft, save_draft
from tickets.models import Draft
from tickets.selectors.drafts import draft_for

pytestmark = pytest.mark.django_db
PLACE = "cabinet:new"


def test_the_latest_is_kept_one_a_place(citizen, now):
    save_draft(by=citizen.user, place=PLACE, fields={"body": "Не при"}, now=now)
    save_draft(by=citizen.user, place=PLACE, fields={"body": "Не приходит код"}, now=now)
    save_draft(by=citizen.user, place="cabinet:reply:7", fields={"body": "Да"}, now=now)
    assert draft_for(citizen.user, PLACE) == {"body": "Не приходит код"}
    assert Draft.objects.count() == 2


def test_is_the_owners_alone(citizen, other_citizen, now):
    save_draft(by=citizen.user, place=PLACE, fields={"body": "Тайна"}, now=now)
    assert draft_for(other_citizen.user, PLACE) == {}


def test_is_sealed_at_rest(citizen, now):
    from django.db import connection

    save_draft(by=citizen.user, place=PLACE, fields={"body": "secret"}, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT fields FROM tickets_draft")
        assert b"secret" not in bytes(cursor.fetchone()[0])


def test_is_dropped(citizen, now):
    save_draft(by=citizen.user, place=PLACE, fields={"body": "Да"}, now=now)
    drop_draft(by=citizen.user, place=PLACE)
    drop_draft(by=citizen.user, place=PLACE)
    assert draft_for(citizen.user, PLACE) == {}


def test_goes_with_the_registered_appeal(desk, citizen, now):
    save_draft(by=citizen.user, place=PLACE, fields={"body": "Да"}, now=now)
    registered(citizen, now=now, draft_key=PLACE)
    assert draft_for(citizen.user, PLACE) == {}


@pytest.mark.parametrize("place", ["", "new", "cabinet:", "Cabinet:new", "a:" + "b" * 60])
def test_an_unknown_place_is_refused(citizen, place, now):
    with pytest.raises(InvalidInput):
        save_draft(by=citizen.user, place=place, fields={}, now=now)


def test_too_much_is_refused(citizen, now):
    with pytest.raises(InvalidInput):
        save_draft(by=citizen.user, place=PLACE, fields={"body": "я" * 40_001}, now=now)
    assert Draft.objects.count() == 0


def test_former_colleagues_keep_none(former, now):
    with pytest.raises(NotAllowed):
        save_draft(by=former, place=PLACE, fields={}, now=now)

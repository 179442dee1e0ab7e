"""A browser agrees or takes it back; what is not a browser is refused and leaves nothing."""

import json

import pytest
from django.urls import reverse

from notifications.gateways.webpush import is_known_service
from notifications.models import PushSubscription
from notifications.policies import can_have_bell, can_subscribe_to_push

pytestmark = pytest.mark.django_db
SERVICES = ["https://fcm.googleapis.com", "https://*.push.apple.com", "http://127.0.0.1:8091"]
KNOWN = [
    "https://fcm.googleapis.com/fcm/send/abc",
    "https://web.push.apple.com/QGuQ",
    "http://127.0.0.1:8091/push/1",
]
STRANGE = [
    "http://fcm.googleapis.com/fcm/send/abc",
    "https://fcm.googleapis.com.evil.example/x",
    "https://fcm.googleapis.com:8443/x",
    "https://fcm.googleapis.com@evil.example/x",
    "https://evil.example\\@fcm.googleapis.com/x",
    "https://push.apple.com/x",
    "https://evilpush.apple.com/x",
    "http://127.0.0.1:5432/x",
    "http://127.0.0.1/x",
    "http://[::1]:8091/x",
    "http://2130706433:8091/x",
    "http://localhost:8091/x",
    "http://169.254.169.254/latest",
    "file:///etc/passwd",
    "gopher://127.0.0.1:8091/x",
    "https://fcm.googleapis.com/" + "x" * 1000,
    "https://[bad",
    "",
]


@pytest.mark.parametrize("endpoint", KNOWN)
def test_push_services_of_the_list_are_known(endpoint):
    assert is_known_service(endpoint, SERVICES)


@pytest.mark.parametrize("endpoint", STRANGE)
def test_p07_no_other_address_is_ever_asked(endpoint):
    assert not is_known_service(endpoint, SERVICES)


def send(client, given, method="post"):
    url = reverse("notifications:push-subscription")
    return getattr(client, method)(url, json.dumps(given), content_type="application/json")


def test_a_browser_comes_and_goes(house, subscribe, olga_operator):
    given = subscribe(olga_operator)
    client = given.pop("client")
    assert send(client, given).status_code == 201
    assert PushSubscription.objects.count() == 1, "the same browser again is one"
    assert send(client, given, "delete").status_code == 204
    assert not PushSubscription.objects.exists()
    assert send(client, given, "delete").status_code == 204


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"endpoint": "http://127.0.0.1:1/x"}, 422),
        ({"keys": {"p256dh": "AAAA", "auth": "AAAA"}}, 422),
        ({"keys": {"p256dh": "%%", "auth": ""}}, 422),
        ({"keys": [1]}, 400),
    ],
)
def test_what_is_no_subscription_is_refused(house, subscribe, olga_operator, change, status):
    given = subscribe(olga_operator)
    client = given.pop("client")
    PushSubscription.objects.all().delete()
    assert send(client, given | change).status_code == status
    assert not PushSubscription.objects.exists()


def test_without_a_key_of_the_house_nobody_is_subscribed(house, subscribe, olga_operator, settings):
    given = subscribe(olga_operator)
    client = given.pop("client")
    PushSubscription.objects.all().delete()
    settings.VAPID_PRIVATE_KEY = ""
    assert send(client, given).status_code == 422
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("olga_operator", True),
        ("sveta_supervisor", True),
        ("auditor", True),
        ("administrator", True),
        ("citizen", False),
        ("former", False),
    ],
)
def test_every_colleague_has_a_bell_and_only_their_own_browsers(
    request, who, expected, oleg_operator
):
    person = request.getfixturevalue(who)
    user = getattr(person, "user", person)
    assert can_have_bell(user) is expected
    assert can_subscribe_to_push(user, user) is expected
    assert not can_subscribe_to_push(user, oleg_operator)


def test_the_worker_stands_under_the_desk_and_caches_nothing(client):
    answer = client.get("/desk/push-worker.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert "no-cache" in answer["Cache-Control"]
    assert "worker-src 'self'" in answer["Content-Security-Policy"]


def test_the_worker_knows_the_words_of_every_kind(client):
    from notifications.bell import KINDS

    source = client.get("/desk/push-worker.js").content.decode()
    for kind in KINDS.values():
        assert f'{kind.code}: "{kind.words}"' in source

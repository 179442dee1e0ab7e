"""What every test has: real servers, no network, the cast of people, a fixed moment.

Names of the cast say what a person may do; the access tables of every app run over them.
"""

import gc
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest

from tests import emptying, template

# Only for tests: nothing real is ever sealed with them.
SECRETS = {
    "SECRET_KEY": "tests-only-0123456789-0123456789-0123456789-0123456789",
    "MASTER_KEY": "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=",
}


# After the journeys the longest of the files, each of which one worker has to itself.
LONGEST = "tests/security/test_matrix.py"
# The database's blocker and the data keys it began with, once there is a database.
_first_keys: list[Any] = []


def pytest_configure(config: pytest.Config) -> None:
    """Bring the servers up and settle the environment before Django reads its settings."""
    media = tempfile.mkdtemp(prefix="gosuslugi-media-")
    os.environ.update(
        SECRETS,
        DJANGO_SETTINGS_MODULE="gosuslugi_support.settings",
        DEMO="0",
        DEBUG="0",
        STAFF_SECOND_FACTOR="0",
        PUBLIC_URL="http://localhost:8000",
        LIVE_PREFIX="test",
        MEDIA_ROOT=media,
        LOG_LEVEL="WARNING",
        # Statements are counted, and a test with real transactions empties the table of keys.
        KEY_RING_SECONDS="1000000",
    )
    config.add_cleanup(lambda: shutil.rmtree(media, ignore_errors=True))
    from gosuslugi_support import embedded

    embedded.for_tests()
    from django.conf import settings

    from gosuslugi_support.env import redis_database

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES["default"]["KEY_PREFIX"] = os.environ.get("TEST_DB", "test")
    # A worker that empties its cache must not empty its neighbour's.
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    settings.CACHES["default"]["LOCATION"] = redis_database(settings.REDIS_URL, 2 + worker % 14)
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    emptying.make_it_quick()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
    django_db_keepdb: bool,
    django_db_createdb: bool,
) -> None:
    """Have a new test database copied from a migrated one."""
    from django.db import connection

    if not django_db_keepdb or django_db_createdb:
        with django_db_blocker.unblock():
            template.use(connection)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database of `pytest-django` with its data keys made, as after `migrate`.

    At the end the threads of sockets and workers still hold connections: they are ended first.
    """
    from django.db import connection

    from common.crypto import keys
    from common.models import DataKey

    with django_db_blocker.unblock():
        keys.ring()
        _first_keys[:] = [django_db_blocker, list(DataKey.objects.all())]
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND usename = current_user"
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Put the data keys back that the flush after a transactional test has taken."""
    result = yield
    marker = item.get_closest_marker("django_db")
    if marker is not None and marker.kwargs.get("transaction") and _first_keys:
        _put_keys_back(*_first_keys)
    return result


def _put_keys_back(blocker: Any, rows: list[Any]) -> None:
    from django.db import ProgrammingError, connection

    from common.crypto import keys
    from common.models import DataKey

    # A test that works in a database of its own has put this one's name back by now, or has no tables.
    with blocker.unblock(), suppress(ProgrammingError):
        if not DataKey.objects.exists():
            DataKey.objects.bulk_create(rows)
    with blocker.unblock():
        connection.close()
    keys.forget()


@pytest.fixture(autouse=True)
def _fresh_memo() -> None:
    """Reference data kept from a rolled back test are not the next one's."""
    from common.memo import forget_everything

    forget_everything()


@pytest.fixture
def now(time_machine: Any) -> datetime:
    """Noon in Moscow of Friday, 20 November 2026: a working day.

    The clock of the process says so too and goes on: what a page asks it for fits what the test has
    passed in, on whatever day the suite runs.
    """
    moment = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    time_machine.move_to(moment, tick=True)
    return moment


@pytest.fixture
def client_for() -> Iterator[Callable[..., Any]]:
    """Return a function that gives a browser with a person signed in: `client_for(citizen)`.

    Takes a user or a citizen's profile; `client_for(None)` is a stranger. The person has just
    proved who they are; `proved_s_ago` makes that older (A-18).
    """
    from django.test import Client

    def sign_in(person: Any, *, proved_s_ago: float = 0, **options: Any) -> Client:
        client = Client(**options)
        if person is not None:
            user = getattr(person, "user", person)
            client.force_login(user)
            session = client.session
            proof = {"method": "password", "at": time.time() - proved_s_ago}
            session["account_authentication_methods"] = [proof]
            session["account_authentication_methods_user"] = str(user.pk)
            session.save()
        return client

    return sign_in


# --- teams
@pytest.fixture
def team_a(db: None) -> Any:
    from tests.factories.accounts import make_team

    return make_team("line-a", title="Линия А")


@pytest.fixture
def team_b(db: None) -> Any:
    from tests.factories.accounts import make_team

    return make_team("line-b", title="Линия Б")


@pytest.fixture
def department(db: None) -> Any:
    from tests.factories.accounts import make_team

    return make_team("passports", title="Отдел паспортов", kind="department")


# --- citizens (profiles with a sign-in; the user is `citizen.user`)
@pytest.fixture
def citizen(db: None) -> Any:
    from tests.factories.accounts import make_citizen

    return make_citizen(
        last_name="Морозова",
        first_name="Мария",
        middle_name="Петровна",
        phone="+79161234567",
        email="maria@example.org",
    )


@pytest.fixture
def other_citizen(db: None) -> Any:
    from tests.factories.accounts import make_citizen

    return make_citizen(
        last_name="Кузнецов", first_name="Пётр", phone="+79167654321", email="petr@example.org"
    )


# --- staff
def _staff(email: str, name: str, role: str, *teams: Any, **fields: Any) -> Any:
    from tests.factories.accounts import make_staff

    return make_staff(email, full_name=name, role=role, teams=teams, **fields)


@pytest.fixture
def olga_operator(team_a: Any) -> Any:
    return _staff("olga@example.org", "Ольга Соколова", "operator", team_a)


@pytest.fixture
def oleg_operator(team_b: Any) -> Any:
    return _staff("oleg@example.org", "Олег Лебедев", "operator", team_b)


@pytest.fixture
def senior(team_a: Any) -> Any:
    return _staff("senior@example.org", "Светлана Новикова", "senior", team_a)


@pytest.fixture
def lawyer(team_a: Any) -> Any:
    return _staff("lawyer@example.org", "Лев Юрьев", "lawyer", team_a)


@pytest.fixture
def sveta_supervisor(team_a: Any) -> Any:
    return _staff("sveta@example.org", "Света Павлова", "supervisor", team_a)


@pytest.fixture
def supervisor_b(team_b: Any) -> Any:
    return _staff("supervisor-b@example.org", "Борис Волков", "supervisor", team_b)


@pytest.fixture
def quality(team_a: Any) -> Any:
    return _staff("quality@example.org", "Кира Качалова", "quality", team_a)


@pytest.fixture
def editor(db: None) -> Any:
    return _staff("editor@example.org", "Эдуард Редкин", "editor")


@pytest.fixture
def data_officer(db: None) -> Any:
    return _staff("officer@example.org", "Дарья Хранова", "data_officer")


@pytest.fixture
def auditor(db: None) -> Any:
    return _staff("auditor@example.org", "Анна Аудитова", "auditor")


@pytest.fixture
def administrator(db: None) -> Any:
    return _staff("admin@example.org", "Алиса Админова", "administrator")


@pytest.fixture
def anton_outsider(db: None) -> Any:
    """An operator without a team: signs in and sees nobody's appeals."""
    return _staff("anton@example.org", "Антон Чужих", "operator")


@pytest.fixture
def former(team_a: Any) -> Any:
    """A deactivated colleague."""
    return _staff("former@example.org", "Фёдор Бывалов", "operator", team_a, is_active=False)


def pytest_collection_finish() -> None:
    """What was collected lives to the end: looking through it again and again is a third of the time."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest begin first, whatever the random order: journeys here, the walks of all actors there.

    Begun last, either would leave the other worker idle.
    """
    items.sort(key=lambda item: (not _in_house(item.nodeid), LONGEST not in item.nodeid))


def _in_house(nodeid: str) -> bool:
    """Say whether a test walks the running house: all who do share one, and end it with the last."""
    return "tests/journeys/" in nodeid


def pytest_xdist_make_scheduler(config: Any, log: Any) -> Any:
    """Keep the journeys on one worker: they share a running house and a browser."""
    from xdist.scheduler import LoadFileScheduling

    class OneHouse(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "journeys" if _in_house(nodeid) else super()._split_scope(nodeid)

    return OneHouse(config, log)

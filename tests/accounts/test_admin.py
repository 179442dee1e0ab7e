"""The administrator's pages: colleagues, teams and keys, all through doors."""

from typing import Any

import pytest

from accounts.models import ApiKey, Team, User
from journal.models import Entry
from tests.factories.accounts import make_api_key

STAFF_PAGE = "/admin/accounts/user/"
KEY_PAGE = "/admin/accounts/apikey/"


def facts() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("event", flat=True))


def person(**changes: Any) -> dict[str, Any]:
    return {
        "email": "new@example.org",
        "full_name": "Нина Новая",
        "alias": "Нина",
        "role": "operator",
    } | changes


def test_colleague_is_created_through_the_door(
    client_for: Any, administrator: User, team_a: Team
) -> None:
    response = client_for(administrator).post(
        f"{STAFF_PAGE}add/", person(in_teams=[str(team_a.pk)])
    )
    assert response.status_code == 302
    created = User.objects.get(email="new@example.org")
    assert (created.role, created.alias, created.has_usable_password()) == (
        "operator",
        "Нина",
        False,
    )
    assert created.team_ids() == {team_a.pk}
    assert facts() == ["accounts.StaffCreated", "accounts.TeamsSet"]


def test_taken_email_is_refused_beside_its_field(
    client_for: Any, administrator: User, olga_operator: User
) -> None:
    page = client_for(administrator).post(f"{STAFF_PAGE}add/", person(email="olga@example.org"))
    assert page.status_code == 200
    assert "email" in page.context["adminform"].form.errors
    assert facts() == []


def test_only_what_changed_is_recorded(
    client_for: Any, administrator: User, olga_operator: User, team_a: Team, team_b: Team
) -> None:
    same = {"email": olga_operator.email, "full_name": olga_operator.full_name, "alias": ""}
    page = f"{STAFF_PAGE}{olga_operator.pk}/change/"
    client = client_for(administrator)
    assert (
        client.post(page, same | {"role": "senior", "in_teams": [str(team_b.pk)]}).status_code
        == 302
    )
    olga = User.objects.get(pk=olga_operator.pk)
    assert (olga.role, olga.team_ids(), olga.sessions_epoch) == ("senior", {team_b.pk}, 1)
    assert facts() == ["accounts.RoleChanged", "accounts.TeamsSet"]


def test_nobody_changes_their_own_role(client_for: Any, administrator: User) -> None:
    page = f"{STAFF_PAGE}{administrator.pk}/change/"
    client_for(administrator).post(page, person(email=administrator.email, role="operator"))
    assert User.objects.get(pk=administrator.pk).role == "administrator"


def test_deactivation_closes_the_sessions(
    client_for: Any, administrator: User, olga_operator: User
) -> None:
    desk = client_for(olga_operator)
    client_for(administrator).post(
        STAFF_PAGE, {"action": "deactivate", "_selected_action": [str(olga_operator.pk)]}
    )
    assert User.objects.get(pk=olga_operator.pk).is_active is False
    assert facts() == ["accounts.StaffDeactivated"]
    assert desk.get("/account/profile/").status_code == 302


def test_citizens_are_not_listed(client_for: Any, administrator: User, citizen: Any) -> None:
    page = client_for(administrator).get(STAFF_PAGE)
    assert [row.email for row in page.context["cl"].result_list] == ["admin@example.org"]
    assert (
        client_for(administrator).get(f"{STAFF_PAGE}{citizen.user_id}/change/").status_code == 302
    )


def test_key_is_shown_once_and_kept_as_a_hash(
    client_for: Any, administrator: User, team_a: Team
) -> None:
    data = {"title": "Портал", "scopes": ["tickets:read"], "teams": [str(team_a.pk)]}
    page = client_for(administrator).post(
        f"{KEY_PAGE}add/", data | {"expires_at_0": "", "expires_at_1": ""}
    )
    key = ApiKey.objects.get()
    text = page.context["text"]
    assert text.startswith(f"gs_{key.prefix}_")
    assert text in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert (key.scopes, list(key.teams.all()), key.created_by) == (
        ["tickets:read"],
        [team_a],
        administrator,
    )
    assert client_for(administrator).get(f"{KEY_PAGE}{key.pk}/change/").status_code == 200


def test_key_is_revoked_from_the_list(client_for: Any, administrator: User) -> None:
    key = make_api_key(created_by=administrator)
    client_for(administrator).post(
        KEY_PAGE, {"action": "revoke", "_selected_action": [str(key.pk)]}
    )
    assert ApiKey.objects.get().revoked_at is not None
    assert facts() == ["accounts.ApiKeyRevoked"]


@pytest.mark.parametrize(
    ("who", "code"),
    [("administrator", 200), ("editor", 403), ("sveta_supervisor", 303), ("citizen", 303)],
)
@pytest.mark.parametrize("page", [STAFF_PAGE, KEY_PAGE, "/admin/accounts/team/"])
def test_pages_are_the_administrators(
    request: pytest.FixtureRequest, client_for: Any, who: str, code: int, page: str
) -> None:
    response = client_for(request.getfixturevalue(who)).get(page)
    assert response.status_code in ({code, 302} if code == 303 else {code})


def test_every_page_opens(client_for: Any, administrator: User, team_a: Team) -> None:
    key = make_api_key(created_by=administrator, teams=[team_a])
    client = client_for(administrator)
    for page in (
        f"{STAFF_PAGE}add/",
        f"{STAFF_PAGE}{administrator.pk}/change/",
        f"{KEY_PAGE}add/",
        f"{KEY_PAGE}{key.pk}/change/",
        "/admin/accounts/team/add/",
        f"/admin/accounts/team/{team_a.pk}/change/",
    ):
        response = client.get(page)
        assert response.status_code == 200, page
        assert "Traceback" not in response.content.decode()

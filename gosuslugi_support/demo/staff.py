"""The demo's colleagues: the sign-ins of the README and those who work beside them."""

from dataclasses import dataclass
from datetime import datetime

from accounts.actions.staff import NewStaff, create_staff, set_substitute, set_teams
from accounts.models import Role, Team, User
from common.actors import SYSTEM
from routing.actions.reference import set_abilities
from routing.models import OperatorSettings

LINES = ("first_line", "technical", "payments")
# What a line teaches its people: skills of the queue with levels.
SKILLS = {
    "first_line": {"general": 3, "applications": 3, "data": 2},
    "technical": {"tech": 3, "general": 2},
    "payments": {"payments": 3, "general": 2},
    "lawyers": {"legal": 4},
}
TATAR = {"alina", "timur"}
DEPARTMENTS = ("experts", "developers", "lawyers")


@dataclass(frozen=True, slots=True)
class Colleague:
    login: str
    name: str
    alias: str
    role: Role
    teams: tuple[str, ...]


COLLEAGUES = (
    Colleague("operator", "Ольга Никитина", "Ольга", Role.OPERATOR, ("first_line", "technical")),
    Colleague(
        "senior", "Сергей Власов", "Сергей", Role.SENIOR, ("first_line", "technical", "payments")
    ),
    Colleague("quality", "Карина Ахметшина", "Карина", Role.QUALITY, LINES),
    Colleague("editor", "Егор Рябов", "Егор", Role.EDITOR, ()),
    Colleague(
        "supervisor", "Светлана Морозова", "Светлана", Role.SUPERVISOR, (*LINES, *DEPARTMENTS)
    ),
    Colleague("officer", "Дина Орлова", "Дина", Role.DATA_OFFICER, ()),
    Colleague("admin", "Андрей Котов", "Андрей", Role.ADMINISTRATOR, ()),
    Colleague("auditor", "Аркадий Лосев", "Аркадий", Role.AUDITOR, ()),
    Colleague("oleg", "Олег Зимин", "Олег", Role.OPERATOR, ("first_line",)),
    Colleague("alina", "Алина Гафурова", "Алина", Role.OPERATOR, ("first_line", "payments")),
    Colleague("timur", "Тимур Шакиров", "Тимур", Role.OPERATOR, ("technical",)),
    Colleague("darya", "Дарья Ким", "Дарья", Role.OPERATOR, ("technical", "payments")),
    Colleague("inna", "Инна Лазарева", "Инна", Role.SENIOR, ("payments",)),
    Colleague("roman", "Роман Белов", "Роман", Role.OPERATOR, ("experts",)),
    Colleague("zarema", "Зарема Алиева", "Зарема", Role.SENIOR, ("experts",)),
    Colleague("viktor", "Виктор Панин", "Виктор", Role.OPERATOR, ("developers",)),
    Colleague("lidia", "Лидия Юрьева", "Лидия", Role.LAWYER, ("lawyers",)),
)


def hire(*, password: str, now: datetime) -> dict[str, User]:
    """Create the colleagues and return them by login."""
    teams = {team.code: team for team in Team.objects.all()}
    people = {}
    for colleague in COLLEAGUES:
        new = NewStaff(
            email=f"{colleague.login}@example.org",
            full_name=colleague.name,
            role=colleague.role,
            alias=colleague.alias,
            password=password,
        )
        user = create_staff(new=new, by=SYSTEM, now=now)
        people[colleague.login] = user
        if colleague.teams:
            set_teams(
                user=user, teams=[teams[code] for code in colleague.teams], by=SYSTEM, now=now
            )
        train(colleague, user, now=now)
    set_substitute(user=people["operator"], substitute=people["oleg"], by=SYSTEM, now=now)
    return people


def train(colleague: Colleague, user: User, *, now: datetime) -> None:
    """Give a colleague the skills of their lines; seniors know them a level better."""
    senior = int(colleague.role in {Role.SENIOR, Role.SUPERVISOR})
    skills: dict[str, int] = {}
    for team in colleague.teams:
        for code, level in SKILLS.get(team, {}).items():
            skills[code] = max(skills.get(code, 0), level + senior)
    if not skills:
        return
    set_abilities(
        operator=user,
        skills=skills,
        languages=["ru", "tt"] if colleague.login in TATAR else ["ru"],
        by=SYSTEM,
        now=now,
        tier=OperatorSettings.Tier.SENIOR if senior else OperatorSettings.Tier.OPERATOR,
        capacity=200,
    )

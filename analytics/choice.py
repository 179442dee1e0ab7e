"""What an address of the wallboard says: one line or all of them, a screen on the wall or a desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import Team


@dataclass(frozen=True, slots=True)
class WallChoice:
    """The lines of a supervisor and which of them is chosen, "" for all."""

    teams: tuple[Team, ...]
    team: str = ""
    is_screen: bool = False

    @classmethod
    def of(cls, query: Mapping[str, str], teams: Sequence[Team]) -> "WallChoice | None":
        """Return the choice; None for a line that is not this person's."""
        code = query.get("team", "")
        if code and code not in {team.code for team in teams}:
            return None
        return cls(tuple(teams), code, query.get("screen") == "1")

    @property
    def shown(self) -> tuple[Team, ...]:
        return tuple(team for team in self.teams if self.team in {"", team.code})

    @property
    def one(self) -> Team | None:
        """Return the line chosen, None for all."""
        return self.shown[0] if self.team else None

    def url(self, name: str = "wall", *args: object, **values: object) -> str:
        """Return an address of the wallboard that keeps the choice; an empty value drops its name."""
        kept = {"team": self.team, "screen": "1" if self.is_screen else ""} | values
        query = urlencode({key: value for key, value in kept.items() if value not in {"", None}})
        address = reverse(f"wall:{name}", args=args)
        return f"{address}?{query}" if query else address

    def desk_url(self, view: str) -> str:
        """Return the desk's list of late appeals behind a figure."""
        chosen = {"view": view} | ({"team": str(self.one.pk)} if self.one else {})
        return f"{reverse('desk:tickets')}?{urlencode(chosen)}"

"""Names of colleagues for lists that hold ids only."""

from accounts.models import User
from common.actors import STAFF


def staff_names() -> dict[str, str]:
    """Return the name of every colleague by id in text, former ones included, in order of names."""
    rows = User.objects.filter(kind=STAFF).order_by("full_name", "pk")
    return {str(key): name for key, name in rows.values_list("pk", "full_name")}

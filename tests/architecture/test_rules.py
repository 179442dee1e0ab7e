"""No unscoped query, no trusted text, one place that moves an appeal (Z-13)."""

import pytest

from tests.architecture.house import (
    FLOORS,
    ROOT,
    is_interface,
    python_files,
    shown,
    templates,
)
from tests.architecture.rules import Source, findings

# Places that were looked at, each with why it may.
ALLOWED = {
    "common/templatetags/": "builds its own markup from constants and format_html",
    "templates/components/_field.html": "help texts are constants; Django's password help is markup",
    "journal/management/commands/verify_journal.py": "walks the chain in batches",
    "journal/outbox.py": "claims what one fact owes by a constant statement; the ORM has no CTE to lock by",
}


def sources() -> list[Source]:
    paths = [*python_files(*FLOORS), *templates(), *sorted((ROOT / "static/js").rglob("*.js"))]
    return [
        Source(shown(path), path.read_text(encoding="utf-8"), is_interface(path)) for path in paths
    ]


def test_rules_hold_everywhere() -> None:
    found = [hit for source in sources() for hit in findings(source)]
    broken = [hit for hit in found if not hit.startswith(tuple(ALLOWED))]
    assert not broken, "\n".join(["", *broken])


@pytest.mark.parametrize(
    ("path", "text", "advice"),
    [
        ("tickets/views.py", "t = Ticket.objects.get(pk=1)", "ask a selector"),
        ("tickets/consumers.py", "Ticket.objects.filter(pk=1)", "ask a selector"),
        ("tickets/selectors.py", "Ticket.objects.raw('select')", "raw()"),
        ("tickets/selectors.py", "Ticket.objects.filter(a=1).extra(where=[x])", "raw()"),
        ("tickets/views.py", "f(**request.GET.dict())", "name each parameter"),
        ("tickets/views.py", "mark_safe(x)", "format_html"),
        ("tickets/actions/people.py", "user.is_active = False", "accounts.actions"),
        ("tickets/actions/lifecycle.py", "ticket.status = 'closed'", "_move"),
        ("tickets/actions/bulk.py", "Ticket.objects.update(status='closed')", "_move"),
        ("tickets/models.py", "from django.db.models.signals import post_save", "wiring.py"),
        ("tickets/models.py", "class A(models.Model):\n def save(self): pass", "not in save()"),
        ("templates/tickets/a.html", "{{ text|safe }}", "escape"),
        ("templates/tickets/a.html", '<a onclick="x()">', "inline handlers"),
        ("templates/tickets/a.html", "<script>x()</script>", "inline script"),
        ("templates/tickets/a.html", '<p style="color:red">', "inline style"),
        ("static/js/elements/a.js", "el.innerHTML = text", "build nodes"),
    ],
)
def test_a_seeded_violation_is_found(path: str, text: str, advice: str) -> None:
    [hit] = findings(Source(path, text, interface="views" in path or "consumers" in path))
    assert advice in hit

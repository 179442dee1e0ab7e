"""The demo's sign-ins, kept in this one place: the seed makes them, `make run` prints them."""

PASSWORD = "demo-Gosuslugi-2026"

# login, role as stored, what it is called
ACCOUNTS = (
    ("citizen@example.org", "citizen", "гражданин: кабинет"),
    ("operator@example.org", "operator", "оператор: рабочее место"),
    ("senior@example.org", "senior", "старший оператор"),
    ("quality@example.org", "quality", "контроль качества"),
    ("editor@example.org", "editor", "редактор"),
    ("supervisor@example.org", "supervisor", "руководитель: обзор"),
    ("officer@example.org", "data_officer", "ответственный за данные"),
    ("admin@example.org", "administrator", "администратор"),
    ("auditor@example.org", "auditor", "аудитор: журнал"),
)


def welcome(address: str, seconds: float) -> str:
    """Return what a person needs to know once the site is up."""
    lines = ["", f"  Ready in {seconds:.1f} s:  {address}", ""]
    lines += [f"    {login:<24} {label}" for login, _role, label in ACCOUNTS]
    lines += ["", f"    password: {PASSWORD}", "", "  Ctrl-C stops everything.", ""]
    return "\n".join(lines)

"""The life cycle of an appeal drawn from `states.py`: a diagram and a table. Pure."""

from tickets.states import FINAL, LABELS, MOVES, Status, TicketType, label_of

HEAD = """# States of an appeal

Drawn from `tickets/states.py` by `make states`. Don't edit: change the table and draw again
(`docs/recipes/add-a-status.md`).
"""


def states_page() -> str:
    """Return the page `docs/states.md`."""
    return "\n".join([HEAD, _diagram(), _states(), _moves()])


def _diagram() -> str:
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {Status.REGISTERED}"]
    for move in MOVES.values():
        lines += [
            f"    {source} --> {move.target}: {move.verb}"
            for source in Status
            if source in move.sources
        ]
    lines += [f"    {status} --> [*]" for status in Status if status in FINAL]
    return "\n".join([*lines, "```", ""])


def _states() -> str:
    lines = ["## States", "", "| state | Russian label | leaves by |", "|---|---|---|"]
    for status in Status:
        leaves = ", ".join(verb for verb, move in MOVES.items() if status in move.sources)
        lines.append(f"| `{status}` | {_labels(status)} | {leaves or '—'} |")
    return "\n".join([*lines, ""])


def _labels(status: Status) -> str:
    other = label_of(status, TicketType.APPLICATION)
    label = LABELS[status]
    return label if other == label else f"{label} (заявление: {other})"


def _moves() -> str:
    lines = ["## Moves", "", "| verb | from | to | Russian label |", "|---|---|---|---|"]
    for move in MOVES.values():
        sources = ", ".join(f"`{source}`" for source in Status if source in move.sources)
        lines.append(f"| `{move.verb}` | {sources} | `{move.target}` | {move.label} |")
    return "\n".join([*lines, ""])

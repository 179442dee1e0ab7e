"""A mass action over ten thousand appeals: how long it takes to order, to do, to take back."""

from bench import place
from bench.figures import most
from bench.report import Line
from bench.rows.queue import DATABASE, ITEMS, full_queue
from bench.run import Run


def measure(run: Run) -> None:
    """Change the priority of every appeal that waits, by one process, each in a transaction of its own."""
    full_queue(run)
    found = place.inside("bulk", DATABASE, count=ITEMS)
    run.report.keep("bulk", found)
    add, number = run.report.add, found["asked"]
    words = f"{found['changed']:,} changed in {found['done_s']:.0f} s"
    add(Line("B", f"order of {number:,} appeals", found["ordered_s"], "s", None))
    add(Line("B", "appeals a second, done", number / found["done_s"], "/s", None, words))
    words = f"taken back in {found['undone_s']:.0f} s"
    add(Line("B", "appeals a second, taken back", number / found["undone_s"], "/s", None, words))
    wrong = number - found["changed"] + found["left"]
    add(Line("B", "appeals left out or not taken back", wrong, "", most(0)))

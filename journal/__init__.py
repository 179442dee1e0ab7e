"""Floor 1: facts and the reactions they owe.

A door records one fact (`facts.record`) in its own transaction; each handler that `wiring.py`
lists for it gets a `Reaction` row in the same transaction. A worker runs reactions after commit.
The journal is append-only and holds ids, never personal data.
"""

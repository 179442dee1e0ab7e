"""One work queue for every channel: who is free, what waits, who is offered what, and how long it takes.

Routing knows work items, never what they are about: `subject` is the owner app's own reference.
"""

"""Root of the contact centre: settings, addresses, processes and `wiring.py`.

Nothing here knows a business rule. What reacts to which event, and what fills
which slot, is listed in `wiring.py` and nowhere else.
"""

from gosuslugi_support.celery import app as celery_app

__all__ = ["celery_app"]

"""Sockets only: served by uvicorn under `/ws/`. Pages never pass here."""

import os
import sys

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gosuslugi_support.settings")
get_asgi_application()  # loads the apps before the consumers are imported

from gosuslugi_support.keys_guard import stop_without_keys
from gosuslugi_support.sockets import application

__all__ = ["application"]

stop_without_keys()
# Threads talk to the database while one loop serves all sockets: it must not wait 5 ms for its turn.
sys.setswitchinterval(0.0005)

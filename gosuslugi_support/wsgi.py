"""Pages and API: served by granian."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gosuslugi_support.settings")

application = get_wsgi_application()
# Every view is imported now: the first person to come to a new process would wait a second for it.
_ = get_resolver().url_patterns

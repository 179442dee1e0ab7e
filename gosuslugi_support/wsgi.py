"""Pages and API: served by granian."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gosuslugi_support.settings")

application = get_wsgi_application()

"""`bench.inside.opened` as granian wants it: a module with an application."""

import django

django.setup()

from bench.inside.opened import served  # noqa: E402  the models come first

application = served()

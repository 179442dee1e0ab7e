"""The limit: a bare Django project that does only this, on the same server kind and database."""

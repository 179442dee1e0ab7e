"""Django's sessions in the database; what a person sees of theirs follows every new key (A-20)."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session

from accounts.selectors.running_sessions import running_sessions


class SessionStore(DatabaseSessions):
    """As Django's; a key that changes or ends takes its row of `SignedInSession` along."""

    def _get_session_from_db(self) -> Session | None:
        found = running_sessions([self.session_key])
        if not found:
            self._session_key = None
            return None
        return found[0]

    def cycle_key(self) -> None:
        from accounts.actions.own_sessions import follow_key

        before, data = self.session_key, dict(self.items())
        self.create()
        self._session_cache = data
        if before:
            follow_key(before=before, after=str(self.session_key))
            super().delete(before)

    def delete(self, session_key: str | None = None) -> None:
        from accounts.actions.own_sessions import forget_key

        key = session_key or self.session_key
        super().delete(session_key)
        if key:
            forget_key(key)

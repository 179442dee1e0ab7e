"""Whether people are still who they were when they were read: one question for many.

A socket asks at each word who speaks (W-05). Reading a person takes four queries; that nothing of
them has changed since is one: PostgreSQL notes with every version of a row who wrote it (`xmin`).
"""

from collections.abc import Mapping
from uuid import UUID

from django.db import connection

# Everything `users_of_sessions` looks at: the session, the user, the profile, teams, second factor.
# `{asked}` is a relation of (key, user_id); who may not act at all has no stamp.
STAMPS = """
SELECT asked.key, concat_ws(' ', s.xmin, u.xmin, c.xmin,
    ARRAY(SELECT m.team_id FROM accounts_membership m WHERE m.user_id = u.id ORDER BY m.team_id),
    EXISTS(SELECT FROM mfa_authenticator f WHERE f.user_id = u.id
           AND f.type IN ('totp', 'webauthn'))) AS stamp
FROM {asked}
JOIN django_session s ON s.session_key = asked.key AND s.expire_date > now()
JOIN accounts_user u ON u.id = asked.user_id AND u.is_active
LEFT JOIN accounts_citizen c ON c.user_id = u.id
"""
_ASKED = "unnest(%s::text[], %s::uuid[]) AS asked (key, user_id)"


def stamps_of(people: Mapping[str, UUID]) -> dict[str, str]:
    """Return a stamp of each session key and its user that still stand.

    Taken before somebody is read, an equal stamp later says that what was read still holds.
    """
    if not people:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(STAMPS.format(asked=_ASKED), [list(people), list(people.values())])
        return dict(cursor.fetchall())

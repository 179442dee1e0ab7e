"""The three statements of the chat's hot path, as text: what the ORM does in a dozen, asked in one.

`chat/swift.py` asks them. They decide nothing: each proves that what the policies were asked of
still stands, and does nothing where it does not; then the doors do it their careful way. That both
ways come to the same is `tests/chat/test_swift.py`.
"""

from dataclasses import dataclass

from accounts.selectors import STAMPS

# What of a dialog its rights hang on: the policies of words and of reading look at nothing else.
RIGHTS = ("id", "citizen_id", "guest_digest", "team_id", "state", "operator_id")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement that a connection prepares once."""

    name: str
    types: str
    text: str

    @property
    def prepare(self) -> str:
        return f"PREPARE {self.name} ({self.types}) AS {self.text};"

    @property
    def places(self) -> str:
        return ", ".join(f"%s::{each}" for each in self.types.split(", "))


_PEOPLE = STAMPS.format(asked="json_to_recordset($1) AS asked (key text, user_id uuid, stamp text)")

# 1. Which of these people still are who they were.
STAND = Prepared("chat_stand", "json", _PEOPLE)

# 2. Store words: all of them, or none when a speaker or a dialog is not as known or a sender's id
# is taken. Dialogs are locked in the order of their keys, as `appending.lock_all` does. Two at once
# with the same id meet at the unique index: an error, nothing stored.
_STORE = """
WITH people AS (
    SELECT bool_and(COALESCE(now.stamp = asked.stamp, FALSE)) AS stand
    FROM json_to_recordset($1) AS asked (key text, stamp text)
    LEFT JOIN ({people}) AS now ON now.key = asked.key
), held AS MATERIALIZED (
    SELECT d.id, d.last_seq
    FROM json_to_recordset($2) AS known (id uuid, state text, team_id uuid, operator_id uuid,
                                         citizen_id uuid, guest_digest bytea)
    JOIN chat_dialog d ON d.id = known.id
    WHERE d.state = known.state AND d.team_id = known.team_id
        AND d.operator_id IS NOT DISTINCT FROM known.operator_id
        AND d.citizen_id IS NOT DISTINCT FROM known.citizen_id
        AND d.guest_digest IS NOT DISTINCT FROM known.guest_digest
    ORDER BY d.id FOR NO KEY UPDATE OF d
), said AS MATERIALIZED (
    SELECT * FROM json_to_recordset($3) AS said (n int, id uuid, dialog_id uuid, cid uuid,
        kind text, side text, author_id uuid, is_inner bool, text bytea, payload jsonb)
), fits AS MATERIALIZED (
    SELECT (SELECT stand IS NOT FALSE FROM people)
        AND (SELECT count(*) FROM held) = json_array_length($2)
        AND NOT EXISTS (SELECT FROM said JOIN chat_message m
                        ON m.dialog_id = said.dialog_id AND m.cid = said.cid) AS yes
), numbered AS MATERIALIZED (
    SELECT said.*, held.last_seq
        + row_number() OVER (PARTITION BY said.dialog_id ORDER BY said.n) AS seq
    FROM said JOIN held ON held.id = said.dialog_id WHERE (SELECT yes FROM fits)
), counted AS (
    UPDATE chat_dialog AS d SET
        last_seq = new.last_seq,
        citizen_wrote_at = CASE WHEN new.by_citizen THEN $4 ELSE d.citizen_wrote_at END,
        operator_wrote_at = CASE WHEN new.by_operator THEN $4 ELSE d.operator_wrote_at END,
        first_reply_at = CASE WHEN new.by_operator THEN COALESCE(d.first_reply_at, $4)
                         ELSE d.first_reply_at END
    FROM (SELECT dialog_id, max(seq) AS last_seq,
              bool_or(side = 'citizen' AND NOT is_inner) AS by_citizen,
              bool_or(side = 'operator' AND NOT is_inner) AS by_operator
          FROM numbered GROUP BY dialog_id) AS new
    WHERE d.id = new.dialog_id
)
INSERT INTO chat_message
    (id, dialog_id, seq, cid, kind, side, author_id, is_inner, text, payload, at)
SELECT id, dialog_id, seq, cid, kind, side, author_id, is_inner, text, payload, $4
FROM numbered RETURNING id, seq
"""
STORE = Prepared("chat_store", "json, json, json, timestamptz", _STORE.format(people=_PEOPLE))

# 3. Read what stands after a number in dialogs, with what the rights of each hang on now.
READ = Prepared(
    "chat_read",
    "json, int",
    """
SELECT d.id, d.citizen_id, d.guest_digest, d.team_id, d.state, d.operator_id,
    u.id, u.full_name, u.alias,
    m.id, m.dialog_id, m.seq, m.cid, m.kind, m.side, m.is_inner, m.text, m.payload, m.at
FROM json_to_recordset($1) AS asked (id uuid, after int)
JOIN chat_dialog d ON d.id = asked.id
LEFT JOIN chat_message m ON m.dialog_id = d.id AND m.seq > asked.after
LEFT JOIN accounts_user u ON u.id = m.author_id
ORDER BY d.id, m.seq LIMIT $2
""",
)

PREPARED = {each.name: each for each in (STAND, STORE, READ)}

"""Keys of other systems: issued once, kept as a hash, revoked at once (Z-15)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import Q

from accounts.events import ApiKeyIssued, ApiKeyRevoked
from accounts.models import ApiKey, Team, User
from accounts.policies import can_manage_api_keys
from common.errors import DomainError, InvalidInput
from common.policies import require
from journal.facts import record

NOTED_EVERY = timedelta(minutes=1)


class Scope(StrEnum):
    """What a key may do; a view names the ones it needs in `required_scopes`."""

    TICKETS_READ = "tickets:read"
    TICKETS_WRITE = "tickets:write"
    TICKETS_REPLY = "tickets:reply"
    ATTACHMENTS_WRITE = "attachments:write"


SCOPE_LABELS = {
    Scope.TICKETS_READ: "читать обращения своих команд",
    Scope.TICKETS_WRITE: "регистрировать обращения",
    Scope.TICKETS_REPLY: "отвечать гражданам",
    Scope.ATTACHMENTS_WRITE: "прикладывать файлы",
}


@dataclass(frozen=True, slots=True)
class NewKey:
    """What a key is given. `expires_at` None: until revoked."""

    title: str
    scopes: tuple[str, ...]
    teams: tuple[Team, ...]
    expires_at: datetime | None = None


@transaction.atomic
def issue_api_key(*, new: NewKey, by: User, now: datetime) -> tuple[ApiKey, str]:
    """Return the key's row and its open text `gs_<prefix>_<secret>`, which is shown once and not kept."""
    require(can_manage_api_keys, by)
    title = " ".join(new.title.split())
    if not title:
        raise InvalidInput("Назовите систему, которой нужен ключ.", field="title")
    scopes = sorted(set(new.scopes))
    if not scopes or not set(scopes) <= set(Scope):
        raise InvalidInput("Отметьте, что ключу можно.", field="scopes")
    if not new.teams:
        raise InvalidInput("Отметьте команды, чьи обращения ключ видит.", field="teams")
    if new.expires_at is not None and new.expires_at <= now:
        raise InvalidInput("Срок ключа — в будущем.", field="expires_at")
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        title=title,
        prefix=prefix,
        digest=digest_of(secret),
        scopes=scopes,
        created_by=by,
        created_at=now,
        expires_at=new.expires_at,
    )
    key.teams.set(new.teams)
    record(ApiKeyIssued(key.pk, scopes), by=by, at=now)
    return key, f"gs_{prefix}_{secret}"


@transaction.atomic
def revoke_api_key(*, key: ApiKey, by: User, now: datetime) -> ApiKey:
    """Stop a key at once; its next request is answered 401."""
    require(can_manage_api_keys, by)
    key = ApiKey.objects.select_for_update().get(pk=key.pk)
    if key.revoked_at is not None:
        raise DomainError("Этот ключ уже отозван.")
    key.revoked_at = now
    key.save(update_fields=["revoked_at"])
    record(ApiKeyRevoked(key.pk), by=by, at=now)
    return key


def note_key_use(*, key: ApiKey, now: datetime) -> None:
    """Remember the latest use, written at most once a minute; not a fact of the journal."""
    if key.last_used_at is not None and key.last_used_at >= now - NOTED_EVERY:
        return
    ApiKey.objects.filter(
        Q(last_used_at=None) | Q(last_used_at__lt=now - NOTED_EVERY), pk=key.pk
    ).update(last_used_at=now)


def digest_of(secret: str) -> bytes:
    """A 256-bit random secret needs no slow hash."""
    return hashlib.sha256(secret.encode()).digest()

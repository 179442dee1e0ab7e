"""Cleaning up what has ended."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.actions.codes import CodeFor, Purpose, request_code
from accounts.actions.retention import run_retention
from accounts.models import OneTimeCode, RetentionPolicy
from common.actors import SYSTEM


@pytest.mark.django_db
def test_old_codes_and_ended_sessions_go(time_machine: Any, now: datetime) -> None:
    time_machine.move_to(now, tick=False)
    ended, lasting = SessionStore(), SessionStore()
    ended.create()
    ended.set_expiry(timezone.now() - timedelta(hours=1))
    ended.save()
    lasting.create()
    for age in (timedelta(days=3), timedelta(hours=1)):
        wanted = CodeFor(Purpose.LOGIN, "sms", f"+7916{age.seconds:07}", "browser")
        request_code(wanted=wanted, by=SYSTEM, now=now - age)
    for order, (code, days) in enumerate({"codes": 2, "sessions": 0}.items()):
        RetentionPolicy.objects.create(
            code=code, title=code, keep_days=days, ground="закон", order=order
        )
    act = run_retention(now=now)
    assert act is not None
    assert act.counts == {"codes": 1, "sessions": 1}
    assert OneTimeCode.objects.get().created_at == now - timedelta(hours=1)
    assert list(Session.objects.values_list("pk", flat=True)) == [lasting.session_key]

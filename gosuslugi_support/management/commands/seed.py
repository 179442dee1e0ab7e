"""`manage.py seed`: reference data always, the demo once (DEMO=1). Run again, it changes nothing."""

import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

import accounts.reference
import accounts.reference_rights
import catalogue.reference
import faq.reference
import routing.reference
import schedules.reference
import tickets.reference
import topics.reference
from accounts.models import User
from gosuslugi_support.demo.articles import keep_knowledge
from gosuslugi_support.demo.chats import talk_in_chat
from gosuslugi_support.demo.freshest import is_told, tell_the_latest
from gosuslugi_support.demo.history import History, settle
from gosuslugi_support.demo.macros import write_macros
from gosuslugi_support.demo.papers import give_papers
from gosuslugi_support.demo.queue_day import play_queue
from gosuslugi_support.demo.rules import write_rules
from gosuslugi_support.demo.services import use_catalogue
from gosuslugi_support.demo.staff import hire
from gosuslugi_support.demo.videos import watch_videos
from gosuslugi_support.running.demo_accounts import PASSWORD
from journal.reactions import silence
from tickets.actions.queueing import sweep_queue

CITIZENS = 60


class Command(BaseCommand):
    help = "Load reference data; in the demo, people and two months of appeals."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        schedules.reference.load_reference(now)
        topics.reference.load_reference(now)
        accounts.reference.load_reference(now)
        accounts.reference_rights.load_rights(now)
        catalogue.reference.load_reference(now)
        faq.reference.load_reference(now)
        tickets.reference.load_reference(now)
        routing.reference.load_reference(now)
        if not settings.DEMO:
            return
        if not User.objects.exists():
            self._fill()
        elif not is_told():
            raise CommandError("The demo was cut off half-way. Begin anew: make demo-reset")

    def _fill(self) -> None:
        began, now = time.monotonic(), timezone.now()
        since = now - timedelta(days=settings.DEMO_DAYS + 30)
        self.stdout.write(f"Telling {settings.DEMO_DAYS} days of the contact centre (once)…")
        with (
            connection.cursor() as cursor
        ):  # a story can be told again: no need to wait for the disk
            cursor.execute("SET synchronous_commit = off")
        with silence():
            staff = hire(password=PASSWORD, now=since)
            citizens = settle(CITIZENS, password=PASSWORD, since=since)
            give_papers(citizens, now=since)
            told = History(
                staff=staff, now=now, days=settings.DEMO_DAYS, say=self.stdout.write
            ).play(citizens)
            talk_in_chat(staff, citizens, now=now)
            play_queue(staff, days=settings.DEMO_DAYS, now=now)
            write_macros(staff, now=now)
            write_rules(staff, now=now)
            keep_knowledge(staff, now=now)
            watch_videos(staff, now=now)
            use_catalogue(staff, now=now)
        tell_the_latest(citizens[0], now=timezone.now())
        while sweep_queue(
            now=timezone.now()
        ):  # the story was told in silence: the queue hears it now
            pass
        self.stdout.write(f"  {told} appeals in {time.monotonic() - began:.0f} s")

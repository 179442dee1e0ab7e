"""The Celery application and its beat table: sweeps that heal what a crash left."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gosuslugi_support.settings")

app = Celery("gosuslugi_support")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def _stop_without_keys(**signal: Any) -> None:
    from gosuslugi_support.keys_guard import stop_without_keys  # needs the apps, loaded by now

    stop_without_keys()


# Queues by urgency; what is not named goes to `default`. (Celery takes no `queue=` on a task.)
app.conf.task_routes = {
    "journal.tasks.drain_reactions": {"queue": "live"},
    "journal.tasks.watch_sealer": {"queue": "live"},
    "journal.tasks.verify_chain": {"queue": "bulk"},
    "notifications.tasks.sweep_deliveries": {"queue": "live"},
    "tickets.tasks.sweep_due_clocks": {"queue": "live"},
    "chat.tasks.sweep_calls": {"queue": "live"},
    "accounts.tasks.build_subject_export": {"queue": "bulk"},
    "accounts.tasks.run_retention": {"queue": "bulk"},
    "automation.tasks.run_bulk": {"queue": "bulk"},
}

# Every sweep finds its work in PostgreSQL with SKIP LOCKED: two beats do no harm.
app.conf.beat_schedule = {
    "journal: reactions left behind": {
        "task": "journal.tasks.drain_reactions",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "journal: does the sealer keep up": {
        "task": "journal.tasks.watch_sealer",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "journal: is the chain whole": {
        "task": "journal.tasks.verify_chain",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "notifications: deliveries left behind": {
        "task": "notifications.tasks.sweep_deliveries",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "tickets: clocks that are due": {
        "task": "tickets.tasks.sweep_due_clocks",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "tickets: appeals the queue has lost": {
        "task": "tickets.tasks.sweep_work_queue",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "tickets: questions to colleagues": {
        "task": "tickets.tasks.sweep_transfers",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "tickets: silent citizens": {
        "task": "tickets.tasks.sweep_silent_tickets",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "tickets: appeals put aside whose moment came": {
        "task": "tickets.tasks.sweep_snoozed_tickets",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "tickets: big downloads left behind or over": {
        "task": "tickets.tasks.sweep_export_files",
        "schedule": 60.0,
        "options": {"queue": "default", "expires": 60},
    },
    "tickets: files not checked yet": {
        "task": "tickets.tasks.sweep_unscanned_files",
        "schedule": 20.0,
        "options": {"queue": "default", "expires": 20},
    },
    "automation: mass actions left behind": {
        "task": "automation.tasks.sweep_bulk",
        "schedule": 15.0,
        "options": {"queue": "default", "expires": 15},
    },
    "faq: articles that come out at their hour": {
        "task": "faq.tasks.publish_scheduled",
        "schedule": 15.0,
        "options": {"queue": "default", "expires": 15},
    },
    # 09:00 in Moscow: lessons whose month is over.
    "faq: videos to be looked at": {
        "task": "faq.tasks.call_video_reviews",
        "schedule": crontab(hour=6, minute=0),
        "options": {"queue": "default", "expires": 12 * 3600},
    },
    # 04:40 in Moscow: searches older than statistics need.
    "faq: searches nobody looks at": {
        "task": "faq.tasks.forget_searches",
        "schedule": crontab(hour=1, minute=40),
        "options": {"queue": "bulk", "expires": 12 * 3600},
    },
    "chat: silent, untaken, lost and unwritten dialogs": {
        "task": "chat.tasks.sweep_dialogs",
        "schedule": 15.0,
        "options": {"queue": "default", "expires": 15},
    },
    "chat: files without a verdict, unsent files, old links": {
        "task": "chat.tasks.sweep_leftovers",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "chat: voice calls nobody answers or ends": {
        "task": "chat.tasks.sweep_calls",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    # after 03:00 in Moscow, and once where nothing was ever counted
    "quality: contacts that articles answer": {
        "task": "quality.tasks.go_on_counting",
        "schedule": 60.0,
        "options": {"queue": "bulk", "expires": 60},
    },
    "analytics: a minute of the queue": {
        "task": "analytics.tasks.sample_queue",
        "schedule": crontab(),
        "options": {"expires": 50},
    },
    # 04:10 in Moscow: minutes older than QUEUE_SAMPLES_KEPT_DAYS.
    "analytics: minutes nobody looks at": {
        "task": "analytics.tasks.drop_samples",
        "schedule": crontab(hour=1, minute=10),
        "options": {"queue": "bulk", "expires": 12 * 3600},
    },
    "automation: rules whose time came": {
        "task": "automation.tasks.sweep_time_rules",
        "schedule": 60.0,
        "options": {"queue": "default", "expires": 60},
    },
    "accounts: questions to registries left behind": {
        "task": "accounts.tasks.ask_registries",
        "schedule": 10.0,
        "options": {"queue": "default", "expires": 10},
    },
    "accounts: questions to the portal left behind": {
        "task": "accounts.tasks.ask_portal",
        "schedule": 10.0,
        "options": {"queue": "default", "expires": 10},
    },
    "accounts: people's requests whose term comes": {
        "task": "accounts.tasks.sweep_subject_requests",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "accounts: conversations nobody ended": {
        "task": "accounts.tasks.sweep_contacts",
        "schedule": 300.0,
        "options": {"queue": "default", "expires": 300},
    },
    "accounts: archives left behind or over": {
        "task": "accounts.tasks.sweep_subject_exports",
        "schedule": 60.0,
        "options": {"queue": "default", "expires": 60},
    },
    # 03:30 in Moscow: every category of docs/rights.md by its term, with one act of destruction.
    "accounts: what has served its time": {
        "task": "accounts.tasks.run_retention",
        "schedule": crontab(hour=0, minute=30),
        "options": {"queue": "bulk", "expires": 12 * 3600},
    },
}

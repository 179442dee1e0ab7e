"""Reactions of knowledge: who looks at articles hears that a law has changed."""

from collections import defaultdict
from uuid import UUID

from django.utils import timezone

from faq.selectors.reviews import editors, opened_by
from journal.facts import Fact
from notifications.actions import Ring, tell_staff


def tell_reviewers(fact: Fact) -> None:
    """Ring once for everybody who has articles to look at, whatever their number; what nobody
    answers for is told to the editors.
    """
    first: dict[tuple[UUID, ...], UUID] = {}
    unowned: list[UUID] = []
    of_person: dict[UUID, list[UUID]] = defaultdict(list)
    for task in opened_by(fact.event, at=fact.at):
        if task.assignee_id is None:
            unowned.append(task.pk)
        else:
            of_person[task.assignee_id].append(task.pk)
    for person, tasks in of_person.items():
        first[(person,)] = tasks[0]
    if unowned:
        first[tuple(key for key in editors() if key not in of_person)] = unowned[0]
    for people, task_id in first.items():
        ring = Ring(fact.entry_id, "review", f"review:{task_id}", people)
        tell_staff(ring=ring, now=timezone.now())


def tell_of_video(fact: Fact) -> None:
    """Ring for the editors: the month of a lesson is over."""
    people = tuple(editors())
    if people:
        ring = Ring(fact.entry_id, "video_review", f"video:{fact.event.video_id}", people)
        tell_staff(ring=ring, now=timezone.now())

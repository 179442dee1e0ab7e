"""What the desk shows of one person besides the profile: limits, joined and similar profiles, whom they act for."""

from django.db.models import Count, Q, QuerySet

from accounts.models import Citizen, CitizenLimit, Contact, ProfileJoin, Representative

SHOWN_AT_MOST = 20


def limits_of(citizen: Citizen) -> QuerySet[CitizenLimit]:
    """Return every limit there was, newest first."""
    return citizen.limits.select_related("set_by").order_by("-starts_at")


def joins_of(citizen: Citizen) -> QuerySet[ProfileJoin]:
    """Return the profiles joined to this one that were not parted again."""
    return citizen.joins.filter(undone_at=None).select_related("joined").order_by("-joined_at")


def join_into(citizen: Citizen) -> ProfileJoin | None:
    """Return how this profile was joined to another, None for a profile of its own."""
    if citizen.merged_into_id is None:
        return None
    joins = ProfileJoin.objects.filter(joined=citizen, undone_at=None).select_related("kept")
    return joins.order_by("-joined_at").first()


def similar_profiles(citizen: Citizen) -> list[Citizen]:
    """Return profiles of the same kind with the same phone or e-mail: candidates for joining."""
    same = Q()
    if citizen.phone:
        same |= Q(phone_index=citizen.phone)
    if citizen.email:
        same |= Q(email_index=citizen.email)
    if not same:
        return []
    others = Citizen.objects.filter(same, kind=citizen.kind, merged_into=None)
    return list(others.exclude(pk=citizen.pk).order_by("id")[:SHOWN_AT_MOST])


def fitting(found: list[Citizen], citizen: Citizen, *, kind: str) -> list[Citizen]:
    """Return those of a kind among the people looked up, this one left out."""
    return [row for row in found if row.kind == kind and row.pk != citizen.pk][:SHOWN_AT_MOST]


def contacts_of(profiles: list[Citizen]) -> dict[Citizen, int]:
    """Return how many conversations each profile has had."""
    rows = Contact.objects.filter(citizen__in=profiles).values_list("citizen")
    counts = dict(rows.annotate(Count("pk")))
    return {profile: counts.get(profile.pk, 0) for profile in profiles}


def representatives_of(organisation: Citizen) -> QuerySet[Representative]:
    """Return who acts for an organisation, and who did: those of today first."""
    rows = organisation.representatives.select_related("person")
    return rows.order_by("ended_at", "-created_at")


def represented_by(person: Citizen) -> QuerySet[Representative]:
    """Return the organisations a person acts for today."""
    return person.represents.filter(ended_at=None).select_related("organisation").order_by("pk")

"""Words of the search: synonyms, and what categories ask for."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from common import policies
from common.actors import Acts
from common.errors import InvalidInput
from faq.actions._common import stamp
from faq.events import CategoryChanged, SynonymsSaved
from faq.models import Category, SynonymGroup
from faq.policies import can_keep_words
from journal.facts import record

MOST_TERMS = 20
LONGEST_TERM = 60


@transaction.atomic
def save_synonyms(
    *, group: SynonymGroup | None, terms: Sequence[str], by: Acts, now: datetime
) -> SynonymGroup:
    """Write a group of words that mean the same, new (`group` None) or over an old one."""
    policies.require(can_keep_words, by, message="Синонимы ведёт редактор базы знаний.")
    cleaned = list(dict.fromkeys(" ".join(term.lower().split()) for term in terms if term.split()))
    if not 2 <= len(cleaned) <= MOST_TERMS:
        raise InvalidInput(f"Нужно от 2 до {MOST_TERMS} слов или выражений.", field="terms")
    if too_long := [term for term in cleaned if len(term) > LONGEST_TERM]:
        raise InvalidInput(f"Слишком длинно: «{too_long[0][:20]}…».", field="terms")
    group = SynonymGroup.objects.select_for_update().get(pk=group.pk) if group else SynonymGroup()
    group.terms, group.changed_at = cleaned, now
    group.save()
    record(SynonymsSaved(group.pk, False), by=by, at=now)
    stamp()
    return group


@transaction.atomic
def remove_synonyms(*, group: SynonymGroup, by: Acts, now: datetime) -> None:
    """Let words mean what they meant."""
    policies.require(can_keep_words, by, message="Синонимы ведёт редактор базы знаний.")
    key = group.pk
    if SynonymGroup.objects.filter(pk=key).delete()[0]:
        record(SynonymsSaved(key, True), by=by, at=now)
        stamp()


@transaction.atomic
def set_category_approval(
    *, category: Category, needs_approval: bool, by: Acts, now: datetime
) -> Category:
    """Say whether articles of a category need a second person before they come out."""
    policies.require(can_keep_words, by)
    category = Category.objects.select_for_update().get(pk=category.pk)
    if category.needs_approval != needs_approval:
        category.needs_approval = needs_approval
        category.save(update_fields=["needs_approval"])
        record(CategoryChanged(category.code, needs_approval), by=by, at=now)
    return category

"""What an editor does with an idea: a draft in one click, or «не нужно»."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common import policies
from common.errors import DomainError
from faq.actions.drafting import TO_BE_WRITTEN, draft_about
from faq.actions.writing import LONGEST_QUESTION, VersionText
from faq.models import Article
from journal.facts import record
from quality.events import IdeaDismissed, IdeaDrafted
from quality.models import Idea
from quality.policies import can_use_ideas
from quality.selectors.ideas import Material, material_of

REFUSED = "Черновики из обращений делают те, кто пишет статьи."
LONGEST_TEXT = 2000


class IdeaUsed(DomainError):
    """A colleague was first."""

    code = "idea_used"


@transaction.atomic
def draft_from_idea(*, idea: Idea, by: User, now: datetime) -> Article:
    """Begin an article with the question people ask and the answer they get; an editor finishes it."""
    policies.require(can_use_ideas, by, message=REFUSED)
    idea = _open(idea)
    text = _text(material_of(idea), idea)
    article = draft_about(topic=idea.topic, text=text, by=by, now=now)
    idea.article = article
    idea.save(update_fields=["article"])
    record(IdeaDrafted(idea.pk, article.code, idea.size), by=by, at=now)
    return article


@transaction.atomic
def dismiss_idea(*, idea: Idea, by: User, now: datetime) -> None:
    """Put an idea away; the same appeals are not suggested again."""
    policies.require(can_use_ideas, by, message=REFUSED)
    idea = _open(idea)
    idea.dismissed_at = now
    idea.save(update_fields=["dismissed_at"])
    record(IdeaDismissed(idea.pk), by=by, at=now)


def _open(idea: Idea) -> Idea:
    row = Idea.objects.select_for_update(of=("self",)).select_related("topic").get(pk=idea.pk)
    if row.article_id or row.dismissed_at:
        raise IdeaUsed("Об этом уже позаботился коллега. Обновите страницу.")
    return row


def _text(material: Material, idea: Idea) -> VersionText:
    blocks = [{"kind": "text", "text": material.rest[:LONGEST_TEXT]}] if material.rest else []
    return VersionText(
        question=material.question[:LONGEST_QUESTION],
        solution=material.solution or TO_BE_WRITTEN,
        blocks=blocks,
        also_asked=[one[:LONGEST_QUESTION] for one in material.wordings],
        summary=f"Черновик из обращений: {idea.size}",
    )

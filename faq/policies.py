"""Who may do what with articles. Predicates only; the system is let through by `require`."""

from typing import Any

from accounts.models import Role, User
from faq.models import Article, ArticleVersion, Audience

# Who knows answers well enough to write them, and who lets them out.
WRITERS = frozenset({Role.EDITOR, Role.SENIOR, Role.LAWYER, Role.SUPERVISOR})
PUBLISHERS = frozenset({Role.EDITOR, Role.SUPERVISOR})
EDITORS = frozenset({Role.EDITOR})


def _has_role(by: Any, roles: frozenset[Role]) -> bool:
    return isinstance(by, User) and by.is_employee and by.role in roles


def can_read_inner(by: Any) -> bool:
    """Read articles for colleagues only."""
    return isinstance(by, User) and bool(by.is_employee)


def can_read_article(by: Any, article: Article) -> bool:
    """Public ones are everybody's, strangers' too (`by` may be an anonymous user)."""
    return article.audience == Audience.PUBLIC or can_read_inner(by)


def can_open_editing(by: Any) -> bool:
    """Open the editors' pages: drafts, versions, differences, statistics."""
    return _has_role(by, WRITERS)


def can_write_article(by: Any) -> bool:
    """Begin articles and save drafts; what people see does not change by that."""
    return _has_role(by, WRITERS)


def can_settle_article(by: Any) -> bool:
    """Say whose an article is, for whom, when it is looked at again."""
    return _has_role(by, PUBLISHERS)


def can_approve_version(by: Any, version: ArticleVersion) -> bool:
    """A publisher who did not write a word of it."""
    return _has_role(by, PUBLISHERS) and by.pk not in version.writers


def can_publish(by: Any) -> bool:
    """Let versions out, now or later, take them back, archive articles."""
    return _has_role(by, PUBLISHERS)


def can_mark_regulation(by: Any) -> bool:
    """Say that a law has changed, keep the list of regulations."""
    return _has_role(by, PUBLISHERS | {Role.LAWYER})


def can_complete_review(by: Any) -> bool:
    """Say that an article was looked at after a change of the law."""
    return _has_role(by, WRITERS)


def can_keep_words(by: Any) -> bool:
    """Write synonyms and what categories ask for."""
    return _has_role(by, EDITORS | {Role.ADMINISTRATOR})


def can_see_usage(by: Any) -> bool:
    """See what people look for and don't find."""
    return _has_role(by, WRITERS | {Role.QUALITY, Role.ADMINISTRATOR})

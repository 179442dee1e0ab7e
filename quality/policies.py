"""Who may see what contacts say about articles. Predicates only."""

from typing import Any

from faq.policies import can_see_usage, can_write_article


def can_see_contacts(by: Any) -> bool:
    """Figures and ideas: whoever sees what people look for. Appeals behind them: by their own visibility."""
    return can_see_usage(by)


def can_use_ideas(by: Any) -> bool:
    """Begin a draft from an idea, put it away, have contacts counted anew."""
    return can_write_article(by)

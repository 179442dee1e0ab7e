"""Who may open the pages of editors; for others they do not exist."""

from common.guards import View, only
from faq.policies import can_keep_words, can_open_editing, can_see_usage


def writers_only(view: View) -> View:
    return only(can_open_editing, view)


def word_keepers_only(view: View) -> View:
    return only(can_keep_words, view)


def usage_readers_only(view: View) -> View:
    return only(can_see_usage, view)

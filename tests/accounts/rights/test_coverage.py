"""D-08: no table about a person is forgotten: each is in a provider, or excepted here with a reason."""

import re

from django.apps import apps
from django.db.models import Model

from accounts.models import Citizen, User
from accounts.subjects import providers

# Tables that lead to a person and hold nothing of theirs.
EXCEPTED = {
    "tickets.SavedView": "which lists a colleague keeps: staff; a name and filters by code",
    "catalogue.ScriptRun": "how a colleague went through a script: staff, no words",
    "catalogue.ScriptMark": "which step was passed: goes with it",
    "automation.BulkRow": "which appeal a mass action touched: ids and a refusal's words, goes with it",
    "automation.BulkRun": "a mass action of a colleague: staff; its texts are sealed",
    "automation.Macro": "steps a colleague keeps: staff",
    "automation.MacroFavourite": "what a colleague keeps at hand: staff",
    "automation.RuleRun": "which appeal a rule looked at: ids and a refusal's words, goes with it",
    "automation.RuleVersion": "who wrote a rule: staff",
    "faq.Article": "who answers for an article: staff",
    "faq.ArticleRegulation": "what an article leans on",
    "faq.ArticleVersion": "who wrote and approved an article: staff",
    "faq.Feedback": "whether an article helped: nobody's",
    "faq.Picture": "who brought a picture of an article: staff",
    "faq.ReviewTask": "who looks at an article again: staff",
    "faq.Video": "who looked at a lesson for its month: staff",
    "faq.Video_articles": "which articles a lesson shows",
    "faq.VideoCount": "how far a video is watched, nobody's",
    "faq.VideoTrack": "voices and subtitles of a film",
    "faq.VideoVersion": "who wrote a lesson's script: staff",
    "faq.SearchLog": "what was looked for, nobody's: words that could name a person are not kept",
    "quality.AnsweredContact": "which article answers which appeal: keys, goes with it",
    "quality.Counting": "who asked to count: staff",
    "quality.Idea": "which appeals ask the same: keys and dictionary words several people share",
    "quality.Idea_tickets": "which appeals ask the same: keys, goes with them",
    "tickets.ExportFile": "a list of appeals a supervisor ordered: sealed, gone in 24 hours",
    "account.EmailConfirmation": "allauth's own, unused: addresses are proved by our codes",
    "accounts.ApiKey": "who issued the key: staff",
    "accounts.ApiKey_teams": "teams of a key",
    "accounts.Membership": "teams of staff",
    "accounts.User_groups": "Django's groups, unused",
    "accounts.User_user_permissions": "Django's permissions, unused",
    "admin.LogEntry": "what staff changed in reference data",
    "notifications.BellChoice": "what a colleague wants to hear of: staff",
    "notifications.PushSubscription": "a colleague's browser: staff, ends with the session",
    "notifications.StaffNotice": "what a colleague is told of: kind and id, no words",
    "routing.Offer": "what was offered to which colleague: staff",
    "routing.OperatorSettings": "what a colleague can do: staff",
    "routing.OperatorSkill": "what a colleague can do: staff",
    "routing.Posting": "which colleague helps whose queue: staff",
    "routing.Presence": "what a colleague does now: staff",
    "routing.PresenceSpan": "how a colleague spent the day: staff",
    "routing.WaitPromise": "seconds forecast for a work item",
    "routing.WorkItem": "which appeal waits for whom: kind and id, no words",
    "journal.Reaction": "what a handler owes for a fact: names of functions",
    "journal.Seal": "hashes of facts",
}
# Columns that name a person without a foreign key.
SOFT = re.compile(r"^(person_id|citizen_id|owner_id|uploader_id|actor_id|user_id|address_index)$")


def covered() -> dict[str, str]:
    return {label: why for provider in providers() for label, why in provider.covers.items()}


def leading_to_people() -> set[str]:
    """Return the labels of all tables from which keys lead to a citizen or a user, however far."""
    reached: set[type[Model]] = {Citizen, User}
    models = list(apps.get_models(include_auto_created=True))
    while True:
        more = {model for model in models if model not in reached and _points(model) & reached}
        if not more:
            return {model._meta.label for model in reached}
        reached |= more


def _points(model: type[Model]) -> set[type[Model]]:
    fields = model._meta.get_fields(include_parents=False)
    return {field.related_model for field in fields if field.is_relation and field.concrete}  # type: ignore[misc]


def test_d08_every_table_with_a_key_to_a_person_is_covered_or_excepted() -> None:
    missing = leading_to_people() - set(covered()) - set(EXCEPTED)
    assert sorted(missing) == [], "add it to a SubjectProvider's `covers`, or here with a reason"


def test_d08_every_table_that_names_a_person_without_a_key_is_covered() -> None:
    named = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and SOFT.match(field.name) and not field.is_relation
    }
    assert sorted(named - set(covered()) - set(EXCEPTED)) == []
    assert {"notifications.Delivery", "tickets.Attachment", "journal.Entry"} <= named


def test_nothing_is_said_of_tables_that_are_not_there() -> None:
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert sorted((set(covered()) | set(EXCEPTED)) - labels) == []
    assert set(covered()) & set(EXCEPTED) == set()


def test_a_new_table_would_be_found() -> None:
    """The walk goes through other tables: a line of an appeal leads to its citizen."""
    assert {"tickets.TimelineItem", "tickets.Rating", "tickets.Clock"} <= leading_to_people()

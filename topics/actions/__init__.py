"""The doors of topics: `editing` topics and stems, `guesses` that people confirm or correct."""

from topics.actions.editing import Edit, TopicSpec, create_topic, edit_topic, replace_stems
from topics.actions.guesses import Contact, note_topic

__all__ = [
    "Contact",
    "Edit",
    "TopicSpec",
    "create_topic",
    "edit_topic",
    "note_topic",
    "replace_stems",
]

"""Tables of the chat."""

from chat.models.dialogs import Dialog, Site
from chat.models.handing_over import HandOver
from chat.models.links import Link
from chat.models.messages import File, Message
from chat.models.voice import VoiceCall

__all__ = ["Dialog", "File", "HandOver", "Link", "Message", "Site", "VoiceCall"]

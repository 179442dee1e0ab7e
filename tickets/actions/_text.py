"""What a text must be to enter an appeal."""

from common.errors import InvalidInput

MAX_TEXT = 20_000


def checked_text(text: str, *, field: str = "body", empty: str = "", limit: int = MAX_TEXT) -> str:
    """Return a text fit for the stream; raises InvalidInput with `empty` when there is none."""
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise InvalidInput(
            empty or "Напишите текст: пустое сообщение не отправляется.", field=field
        )
    if len(text) > limit:
        raise InvalidInput(
            f"Текст длиннее {limit} знаков. Сократите его или разделите на части.", field=field
        )
    return text

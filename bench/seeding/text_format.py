"""COPY's text format."""

import json
from datetime import date, datetime, timedelta
from typing import Any


def copied(value: Any) -> str:
    """Return a value as COPY's text format has it."""
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes):
        return rf"\\x{value.hex()}"
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    elif isinstance(value, datetime | date):
        return value.isoformat()
    elif isinstance(value, timedelta):
        return f"{value.total_seconds()} seconds"
    text = str(value)
    if "\\" in text or "\t" in text or "\n" in text or "\r" in text:
        for sign, code in (("\\", r"\\"), ("\t", r"\t"), ("\n", r"\n"), ("\r", r"\r")):
            text = text.replace(sign, code)
    return text

"""What the neighbours can be told through the environment, with defaults fit for the demo."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True)
class Options:
    """How the neighbours behave. Durations are seconds.

    `trouble` wakes the numbers and mailboxes that misbehave on purpose (see `neighbours.trouble`);
    without it nothing is ever refused.
    """

    folder: Path
    host: str = "127.0.0.1"
    smtp_port: int = 1025
    smpp_port: int = 2775
    smpp_system_id: str = "gosuslugi"
    smpp_password: str = "demo"
    answer_delay_s: float = 0.0
    receipt_delay_s: float = 0.3
    messages_per_s: int = 0
    enquire_link_s: float = 30.0
    trouble: bool = False
    registries_port: int = 8090
    registries_token: str = "demo"
    registries_slow_s: float = 3.0
    push_port: int = 8091

    @classmethod
    def from_env(cls) -> Self:
        """Read the options from the environment of the process."""
        return cls(
            folder=Path(os.environ.get("NEIGHBOURS_DIR", "var/neighbours")),
            host=os.environ.get("NEIGHBOURS_HOST", cls.host),
            smtp_port=int(os.environ.get("SMTP_PORT", cls.smtp_port)),
            smpp_port=int(os.environ.get("SMPP_PORT", cls.smpp_port)),
            smpp_system_id=os.environ.get("SMPP_USER", cls.smpp_system_id),
            smpp_password=os.environ.get("SMPP_PASSWORD", cls.smpp_password),
            answer_delay_s=float(os.environ.get("NEIGHBOURS_ANSWER_DELAY_S", cls.answer_delay_s)),
            receipt_delay_s=float(os.environ.get("SMSC_RECEIPT_DELAY_S", cls.receipt_delay_s)),
            messages_per_s=int(os.environ.get("SMSC_MESSAGES_PER_S", cls.messages_per_s)),
            trouble=os.environ.get("NEIGHBOURS_TROUBLE", "") == "1",
            registries_port=int(os.environ.get("REGISTRIES_PORT", cls.registries_port)),
            registries_token=os.environ.get("REGISTRIES_TOKEN", cls.registries_token),
            push_port=int(os.environ.get("PUSH_PORT", cls.push_port)),
            registries_slow_s=float(os.environ.get("REGISTRIES_SLOW_S", cls.registries_slow_s)),
        )

"""How much of the processors a host kept for others: with much of it stolen no millisecond means anything."""

from dataclasses import dataclass
from pathlib import Path

_STAT = Path("/proc/stat")
# proc(5): user, nice, system, idle, iowait, irq, softirq, steal; what guests take is counted in user.
_STEAL = 7


@dataclass(frozen=True, slots=True)
class Ticks:
    """Ticks of all processors since the machine began."""

    stolen: int = 0
    total: int = 0

    @classmethod
    def now(cls) -> "Ticks":
        """Read them; zeros where the system does not say."""
        if not _STAT.exists():
            return cls()
        counted = [int(part) for part in _STAT.read_text().split("\n", 1)[0].split()[1:9]]
        return cls(counted[_STEAL], sum(counted))

    def stolen_since(self) -> float:
        """Return the share of the time since then that others had, 0 to 1."""
        now = Ticks.now()
        return (now.stolen - self.stolen) / max(1, now.total - self.total)

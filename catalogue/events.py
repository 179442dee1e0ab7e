"""Facts of the catalogue: past tense, ids and codes only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CatalogueSaved:
    """A row of reference data was created or changed; `row` is «table:key»."""

    row: str


# --- scripts
@dataclass(frozen=True, slots=True)
class ScriptBegan:
    """A colleague began a script; `matter` is what the conversation is about, None in training."""

    run_id: UUID
    script: str
    mode: str
    matter: UUID | None


@dataclass(frozen=True, slots=True)
class ScriptStepPassed:
    """A step was passed or skipped."""

    run_id: UUID
    step: str
    outcome: str


@dataclass(frozen=True, slots=True)
class ScriptEnded:
    """A script was left before its last step."""

    run_id: UUID
    script: str


# --- the MFC
@dataclass(frozen=True, slots=True)
class MfcAsked:
    """A colleague asked the MFC about an application: what came of it, no number."""

    request_id: UUID
    outcome: str


# --- legal consultations
@dataclass(frozen=True, slots=True)
class ConsultationRecorded:
    """A protocol was written; `matter` is the appeal it belongs to."""

    consultation_id: UUID
    area: str
    matter: UUID | None


@dataclass(frozen=True, slots=True)
class ConsultationOpened:
    """A protocol was read, or taken as a file."""

    consultation_id: UUID
    citizen_id: UUID | None
    as_file: bool


# --- systems
@dataclass(frozen=True, slots=True)
class SystemStateSet:
    """A part of the portal works, is slow, is down or under repair now."""

    system: str
    state: str

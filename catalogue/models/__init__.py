"""Tables of the catalogue."""

from catalogue.models.legal import Consultation, LegalArea
from catalogue.models.offices import MfcOffice
from catalogue.models.scripts import Script, ScriptBranch, ScriptMark, ScriptRun, ScriptStep
from catalogue.models.services import InPersonReason, Service, ServiceDocument, ServiceLink
from catalogue.models.systems import PlannedWork, SystemStatus

__all__ = [
    "Consultation",
    "InPersonReason",
    "LegalArea",
    "MfcOffice",
    "PlannedWork",
    "Script",
    "ScriptBranch",
    "ScriptMark",
    "ScriptRun",
    "ScriptStep",
    "Service",
    "ServiceDocument",
    "ServiceLink",
    "SystemStatus",
]

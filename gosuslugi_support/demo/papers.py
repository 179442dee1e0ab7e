"""Documents of the demo's people: what their profiles hold is what the demo's registries know.

With differences one meets in life: some have no documents on file, some have a mistake.
"""

from datetime import datetime

from accounts.actions.documents import record_documents
from accounts.models import Citizen, PersonalData
from common.actors import SYSTEM
from neighbours.registry_people import Resident, resident_by_phone, residents

WITHOUT_PAPERS = 5  # every so many has none on file
MISTAKEN = 9  # every so many has a wrong date of issue
OWN_WORDS = 4  # every so many wrote them down alone: a registry has not matched them yet
ATTRIBUTES = ("snils", "passport", "passport_code", "birth_date", "inn", "account_id")


def give_papers(citizens: list[Citizen], *, now: datetime) -> int:
    """Write documents down for the demo's people; return how many have them. The first always does."""
    given = 0
    for place, citizen in enumerate(citizens):
        resident = resident_of(citizen)
        if resident is None or (place and place % WITHOUT_PAPERS == 0):
            continue
        issued = resident.passport_issued_on
        if place and place % MISTAKEN == 0:
            issued = issued.replace(day=issued.day % 28 + 1)
        is_own = bool(place) and (place % OWN_WORDS == 0 or place % MISTAKEN == 0)
        record_documents(
            citizen=citizen,
            values={name: str(getattr(resident, name)) for name in ATTRIBUTES}
            | {"passport_issued_on": issued.isoformat()},
            source=PersonalData.Source.CITIZEN if is_own else PersonalData.Source.REGISTRY,
            by=SYSTEM,
            now=now,
        )
        given += 1
    return given


def resident_of(citizen: Citizen) -> Resident | None:
    """Return the resident with the profile's phone, else with its e-mail."""
    if citizen.phone:
        return resident_by_phone(citizen.phone)
    return next((one for one in residents() if citizen.email and one.email == citizen.email), None)

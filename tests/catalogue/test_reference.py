"""What the house ships: whole, and safe to load again."""

from datetime import datetime

import pytest

from catalogue.models import (
    InPersonReason,
    LegalArea,
    MfcOffice,
    Script,
    ScriptBranch,
    Service,
    ServiceDocument,
)
from catalogue.reference import load_reference

# Services other systems name by their codes.
SHIPPED = (
    "PAS-01 PAS-02 PAS-03 ZAG-01 ZAG-02 REG-01 REG-02 SUD-01 AVT-01 AVT-02 SHT-01 NAL-01 NAL-02"
    " NAL-03 NED-01 NED-02 PEN-01 PEN-02 SOC-01 SOC-02 SOC-03 OBR-01 OBR-02 MED-01 ZGS-01 ZGS-02 PRI-01"
).split()


@pytest.mark.django_db
def test_everything_shipped_is_loaded_once_and_edited_rows_stay(now: datetime) -> None:
    assert load_reference(now) > 60
    assert set(SHIPPED) <= set(Service.objects.values_list("code", flat=True))
    # the five cases of R-173…R-177 each have a service that shows them
    assert {reason.services.exists() for reason in InPersonReason.objects.all()} == {True}
    assert InPersonReason.objects.count() == LegalArea.objects.count() == 5
    assert Script.objects.count() == 12
    assert MfcOffice.objects.get(pk="ufa-lenina").schedule.tz == "Asia/Yekaterinburg"

    for branch in ScriptBranch.objects.exclude(leads_to=None).select_related("step", "leads_to"):
        assert branch.leads_to.script_id == branch.step.script_id, branch

    Service.objects.filter(pk="PAS-01").update(fee_rub=1)
    ServiceDocument.objects.filter(service="PAS-01", code="photo").delete()
    assert load_reference(now) == 0
    assert Service.objects.get(pk="PAS-01").fee_rub == 1
    assert not ServiceDocument.objects.filter(service="PAS-01", code="photo").exists()

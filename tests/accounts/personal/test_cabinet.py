"""A person's own documents and the freeze through the pages of the cabinet."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts.actions.contacts import open_contact
from accounts.actions.documents import DocumentVouched, record_documents
from accounts.actions.identification import answer_question
from accounts.actions.profiles import FullName, change_contact, update_profile
from accounts.identifiers import Identifier
from accounts.models import ChangeFreeze, Citizen, DataChange, OneTimeCode, PersonalData
from accounts.reference import load_reference
from accounts.selectors.personal import is_vouched
from common.actors import SYSTEM
from common.errors import InvalidInput, NotAllowed
from journal.models import Entry

DOCUMENTS = "/account/profile/documents/"
FORM = {
    "snils": "112-233-445 95",
    "inn": "500100732259",
    "passport": "45 10 123456",
    "passport_issued_on": "20.05.2010",
    "passport_code": "770-001",
    "birth_date": "02.03.1985",
    "address": "г. Москва, ул. Лесная, д. 5",
}
OPEN = ("112-233-445", "500100732259", "45 10 123456", "20.05.2010", "770-001", "Лесная")


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[-2000:]
    return response.content.decode()


def events() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("event", flat=True))


class TestDocuments:
    def test_saved_masked_and_found(self, client_for, citizen):
        client = client_for(citizen)
        assert client.post(DOCUMENTS, FORM)["Location"] == DOCUMENTS
        data = PersonalData.objects.get(snils_index="11223344595")
        assert (data.pk, data.passport, data.passport_code) == (citizen.pk, "4510123456", "770001")
        assert (data.birth_date, data.passport_issued_on) == ("1985-03-02", "2010-05-20")
        assert Citizen.objects.get(inn_index="500100732259") == citizen
        response = client.get(DOCUMENTS)
        page = text(response)
        assert [secret for secret in OPEN if secret in page] == []
        assert page.count("не сверено") == 7
        assert "no-store" in response["Cache-Control"]
        assert events()[-1] == "accounts.DocumentsRecorded"
        assert DataChange.objects.filter(requested_by=citizen.user, level=1).count() == 7

    def test_shown_to_themselves_after_a_proof(self, client_for, citizen):
        client_for(citizen).post(DOCUMENTS, FORM)
        stale = client_for(citizen, proved_s_ago=360).post(f"{DOCUMENTS}shown/")
        assert (stale.status_code, stale["X-Error-Code"]) == (403, "reauth_required")
        response = client_for(citizen).post(f"{DOCUMENTS}shown/")
        page = text(response)
        assert [secret for secret in OPEN if secret not in page] == []
        assert "no-store" in response["Cache-Control"]
        assert events().count("accounts.OwnDocumentsShown") == 1

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"snils": "112-233-445 96"}, "Контрольное число не сходится"),
            ({"passport_issued_on": "20.05.1998"}, "с 14 лет"),
            ({"birth_date": "31.02.1985"}, "дня в календаре нет"),
        ],
    )
    def test_mistake_is_said_and_nothing_is_saved(self, client_for, citizen, change, words):
        page = text(client_for(citizen).post(DOCUMENTS, FORM | change), 422)
        assert words in page
        assert PersonalData.objects.count() == 0

    def test_empty_fields_stay_as_they_were(self, client_for, citizen):
        client = client_for(citizen)
        client.post(DOCUMENTS, FORM)
        client.post(DOCUMENTS, {"address": "г. Казань"})
        data = PersonalData.objects.get()
        assert (data.address, data.snils) == ("г. Казань", "11223344595")
        client.post(DOCUMENTS, {"address": "г. Казань"})
        assert events().count("accounts.DocumentsRecorded") == 2

    def test_matched_documents_do_not_change_in_the_cabinet(self, client_for, citizen, papers):
        page = text(client_for(citizen).post(DOCUMENTS, {"snils": "987-654-321 83"}), 422)
        assert "сведения сверены" in page
        assert PersonalData.objects.get().snils == "11223344595"
        assert DataChange.objects.count() == 0

    @pytest.mark.parametrize("who", ["olga_operator", "senior", "administrator", "other_citizen"])
    def test_nobody_elses(self, who, request, client_for, citizen, papers, now):
        person = request.getfixturevalue(who)
        by = getattr(person, "user", person)
        for source in PersonalData.Source.values:
            with pytest.raises(NotAllowed):
                record_documents(
                    citizen=citizen, values={"address": "x"}, source=source, by=by, now=now
                )
        assert PersonalData.objects.get().address == "г. Москва, ул. Лесная, д. 5, кв. 12"

    def test_staff_have_no_such_page(self, client_for, olga_operator):
        assert client_for(olga_operator).get(DOCUMENTS).status_code == 404


class TestRegistry:
    def test_registry_vouches_for_what_the_person_gave(self, client_for, citizen, now):
        client_for(citizen).post(DOCUMENTS, FORM)
        assert not is_vouched(PersonalData.objects.get(), "snils")
        done = record_documents(
            citizen=citizen, values={"snils": "11223344595"}, source="registry", by=SYSTEM, now=now
        )
        data = PersonalData.objects.get()
        assert (done, is_vouched(data, "snils"), is_vouched(data, "passport")) == (
            ["snils"], True, False,
        )  # fmt: skip
        with pytest.raises(DocumentVouched):
            record_documents(
                citizen=citizen, values={"snils": "98765432183"}, source="citizen",
                by=citizen.user, now=now,
            )  # fmt: skip

    def test_what_the_person_alone_wrote_down_proves_nothing(
        self, client_for, citizen, olga_operator, now
    ):
        load_reference(now)
        client_for(citizen).post(DOCUMENTS, FORM)
        call = open_contact(citizen=citizen, channel="phone", by=olga_operator, now=now)

        def say(attribute: str, said: str) -> tuple[str, int]:
            row = answer_question(
                contact=call, attribute=attribute, said=said, by=olga_operator, now=now
            )
            call.refresh_from_db()
            return row.outcome, call.assurance

        assert say("snils", "11223344595") == ("not_on_file", 0)
        assert say("passport", "4510123456") == ("not_on_file", 0)
        assert say("inn", "500100732259") == ("not_on_file", 0)
        values = {"snils": "11223344595", "passport": "4510123456"}
        record_documents(citizen=citizen, values=values, source="registry", by=SYSTEM, now=now)
        assert say("snils", "11223344595") == ("match", 0)
        assert say("passport", "4510123456") == ("match", 2)

    def test_new_value_of_a_registry_leaves_history(self, citizen, now):
        values = {"snils": "11223344595", "inn": "500100732259"}
        record_documents(citizen=citizen, values=values, source="registry", by=SYSTEM, now=now)
        changes = DataChange.objects.order_by("attribute")
        assert [(row.attribute, row.new_value, row.requested_by, row.level) for row in changes] == [
            ("inn", "500100732259", None, 2),
            ("snils", "11223344595", None, 2),
        ]
        assert is_vouched(PersonalData.objects.get(), "inn")

    def test_names_and_contacts_are_no_documents(self, citizen, now):
        with pytest.raises(InvalidInput):
            record_documents(
                citizen=citizen, values={"phone": "+79255554433"}, source="registry", by=SYSTEM,
                now=now,
            )  # fmt: skip
        assert Citizen.objects.get(pk=citizen.pk).phone == "+79161234567"


class TestFreeze:
    def test_one_button_and_the_profile_says_so(self, client_for, citizen):
        client = client_for(citizen)
        assert "Заморозить изменения" in text(client.get("/account/profile/"))
        assert client.post("/account/freeze/").status_code == 303
        client.post("/account/freeze/")
        assert ChangeFreeze.objects.get().set_by == citizen.user
        assert "Изменения заморожены" in text(client.get("/account/profile/"))
        page = text(client.post(DOCUMENTS, {"snils": "112-233-445 95"}), 422)
        assert "заморожены" in page
        assert PersonalData.objects.count() == 0

    def test_notice_leads_the_owner_of_the_old_phone_to_the_freeze(self, client, citizen, now):
        change_contact(
            citizen=citizen, proved=Identifier("sms", "+79255554433"), by=citizen.user, now=now
        )
        change = DataChange.objects.get()
        change.decided_at = datetime.now(change.decided_at.tzinfo)
        change.save()
        link = f"/account/freeze/{change.pk}/"
        page = text(client.get(link))
        assert "+7 916 ***-**-67" in page
        assert "1234567" not in page
        assert "Морозова" not in page
        assert client.post(link)["Location"] == "/account/code/"
        row = OneTimeCode.objects.get()
        assert (row.address, row.purpose, row.channel) == ("+79161234567", "freeze", "sms")
        assert client.post("/account/code/", {"code": "000000"}).status_code == 422
        assert ChangeFreeze.objects.count() == 0
        done = client.post("/account/code/", {"code": row.code})
        assert done["Location"] == "/account/freeze/done/"
        assert (ChangeFreeze.objects.get().citizen, ChangeFreeze.objects.get().set_by) == (
            citizen,
            None,
        )
        assert "Ваши данные больше не меняет никто" in text(client.get("/account/freeze/done/"))

    def test_signed_in_the_link_leads_to_the_button(self, client_for, citizen, now):
        name = FullName("Белова", "Мария")
        update_profile(citizen=citizen, name=name, language="ru", by=citizen.user, now=now)
        DataChange.objects.update(decided_at=datetime.now(now.tzinfo))
        link = f"/account/freeze/{DataChange.objects.get().pk}/"
        assert client_for(citizen).get(link)["Location"] == "/account/freeze/"

    def test_old_unknown_and_undecided_links_are_dead(self, client, citizen, now):
        change_contact(
            citizen=citizen, proved=Identifier("sms", "+79255554433"), by=citizen.user, now=now
        )
        change = DataChange.objects.get()
        for moment, state in (
            (datetime.now(now.tzinfo) - timedelta(days=31), "applied"),
            (datetime.now(now.tzinfo), "refused"),
        ):
            change.decided_at, change.state = moment, state
            change.save()
            for answer in (client.get, client.post):
                assert "больше не действует" in text(answer(f"/account/freeze/{change.pk}/"), 404)
        assert client.get(f"/account/freeze/{uuid4()}/").status_code == 404
        assert OneTimeCode.objects.count() == 0


class TestProfile:
    def test_name_and_contact_leave_history(self, citizen, now):
        name = FullName("Белова", "Мария", "Петровна")
        update_profile(citizen=citizen, name=name, language="ru", by=citizen.user, now=now)
        change_contact(
            citizen=citizen, proved=Identifier("email", "new@example.org"), by=citizen.user, now=now
        )
        rows = DataChange.objects.order_by("attribute")
        assert [(row.attribute, row.old_value, row.new_value, row.state) for row in rows] == [
            ("email", "maria@example.org", "new@example.org", "applied"),
            ("full_name", "Морозова\nМария\nПетровна", "Белова\nМария\nПетровна", "applied"),
        ]

    def test_matched_name_is_not_changed_in_the_cabinet(self, client_for, citizen):
        Citizen.objects.update(assurance=2)
        form = {"last_name": "Белова", "first_name": "Мария", "middle_name": "", "language": "ru"}
        page = text(client_for(citizen).post("/account/profile/", form), 422)
        assert "Имя сверено с документами" in page
        assert Citizen.objects.get(pk=citizen.pk).last_name == "Морозова"


def test_d07_logout_clears_what_the_browser_kept(client_for, citizen):
    answer = client_for(citizen).post("/account/logout/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'

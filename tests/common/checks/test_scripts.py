"""The hints of pages: `static/js/checks/`, run by Node on the vectors of the server's checks.

The scripts must say the same words. They know no table of regions and no foreign numbering plan.
"""

import json
import random
import subprocess
from dataclasses import asdict
from datetime import date
from typing import Any

from common.checks.birth import check_birth_date, check_date
from common.checks.inn import check_inn, check_organisation_inn, check_person_inn
from common.checks.ogrn import check_ogrn
from common.checks.passport import (
    Passport,
    check_department_code,
    check_number,
    check_passport,
    check_series,
    check_series_and_number,
)
from common.checks.result import Check
from common.checks.snils import check_snils
from common.phones import check_phone
from gosuslugi_support.env import ROOT
from tests.common.checks import vectors

TODAY = vectors.TODAY
CHECKS: dict[str, Any] = {
    "snils": check_snils,
    "inn": check_inn,
    "inn-organisation": check_organisation_inn,
    "inn-person": check_person_inn,
    "ogrn": check_ogrn,
    "phone": check_phone,
    "passport": lambda text: check_series_and_number(text, today=TODAY),
    "passport-series": lambda text: check_series(text, today=TODAY),
    "passport-number": check_number,
    "department-code": check_department_code,
    "birth-date": lambda text: check_birth_date(text, today=TODAY),
    "date": check_date,
}
ONLY_SERVER = {"unknown_code", "foreign", "region"}


def node(code: str, given: Any) -> Any:
    """Run a module with `given` as `rows`, imports from `static/js/checks` by `load(name)`."""
    base = (ROOT / "static/js/checks").as_uri()
    head = (
        f"const load = (name) => import(`{base}/${{name}}.js`);"
        "let text = ''; for await (const part of process.stdin) text += part;"
        "const rows = JSON.parse(text);"
    )
    ran = subprocess.run(
        ["node", "--input-type=module", "-e", head + code],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(ran.stdout)


def as_script(check: Check) -> dict[str, Any]:
    return {
        "ok": check.ok,
        "value": check.value,
        "warnings": [asdict(row) for row in check.warnings if row.code not in ONLY_SERVER],
        "errors": [asdict(row) for row in check.errors],
    }


def common(said: dict[str, Any]) -> dict[str, Any]:
    """Drop the warnings a script gives only sometimes."""
    kept = [row for row in said["warnings"] if row["code"] not in ONLY_SERVER]
    return said | {"warnings": kept}


def judged(rows: list[tuple[str, str]]) -> list[dict[str, Any]]:
    code = (
        "const { KINDS } = await load('kinds');"
        f"const out = rows.map(([kind, text]) => KINDS[kind].check(text, '{TODAY}'));"
        "console.log(JSON.stringify(out));"
    )
    return list(node(code, rows))


def test_a_mobile_number_without_a_digit_is_doubted() -> None:
    (said,) = judged([("phone", "8 916 123-45-6")])
    assert said["warnings"] == [asdict(row) for row in check_phone("8 916 123-45-6").warnings]


def differences(rows: list[tuple[str, str]]) -> list[Any]:
    answers = zip(rows, judged(rows), strict=True)
    pairs = [(row, common(said), as_script(CHECKS[row[0]](row[1]))) for row, said in answers]
    return [pair for pair in pairs if pair[1] != pair[2]]


def test_every_vector_in_every_kind() -> None:
    texts = {
        row[0]
        for table in (
            vectors.SNILS,
            vectors.INN,
            vectors.OGRN,
            vectors.PHONES,
            vectors.BIRTH_DATES,
        )
        for row in table
    }
    texts |= {row[0][:11] for row in vectors.PASSPORTS}
    texts |= {part for row in vectors.PASSPORTS for part in row[0].split()}
    rows = [(kind, text) for kind in CHECKS for text in sorted(texts)]
    # A foreign number is the server's to judge: the script takes any digits after another code.
    rows = [row for row in rows if row[0] != "phone" or not _is_foreign(row[1])]

    assert differences(rows) == []


def test_random_texts() -> None:
    dice = random.Random(20261122)
    alphabet = "00112233445566778899 -.()+" + "\u2011\u00a0" + "аO٣_"
    rows = []
    for kind in CHECKS:
        for _ in range(400):
            length = dice.choice([1, 4, 6, 7, 8, 10, 11, 12, 13, 15, 18])
            text = "".join(dice.choices(alphabet[: dice.choice([20, 26, 32])], k=length))
            if kind != "phone" or not _is_foreign(text):
                rows.append((kind, text))

    assert differences(rows) == []


def test_passports() -> None:
    rows = []
    for parts, issued, born, *_ in vectors.PASSPORTS:
        series, number, code = parts.split()
        rows.append(
            {"series": series, "number": number, "code": code, "issued": issued, "born": born}
        )
    rows.append({"series": "45", "number": "", "code": "", "issued": "", "born": ""})
    code = (
        "const { checkPassport } = await load('passport');"
        f"console.log(JSON.stringify(rows.map((row) => checkPassport(row, '{TODAY}'))));"
    )

    for row, said in zip(rows, node(code, rows), strict=True):
        days = {name: _day(row[name]) for name in ("issued", "born")}
        passport = Passport(row["series"], row["number"], row["code"], **days)
        assert said == as_script(check_passport(passport, today=TODAY)), row


def test_spelling_while_one_types() -> None:
    rows = [
        ("snils", "112"),
        ("snils", "1122"),
        ("snils", "112233445"),
        ("snils", "11223344595"),
        ("passport-series", "4510"),
        ("passport", "45101"),
        ("passport", "4510123456"),
        ("department-code", "770001"),
        ("department-code", "77"),
        ("birth-date", "02031985"),
        ("birth-date", "1985-03-02"),
        ("phone", "89161234567"),
        ("phone", "8916123"),
        ("phone", "8916123456"),
        ("phone", "+375 29 123-45-67"),
    ]
    code = (
        "const { KINDS } = await load('kinds');"
        "console.log(JSON.stringify(rows.map(([kind, text]) => KINDS[kind].format(text))));"
    )
    assert node(code, rows) == [
        "112",
        "112-2",
        "112-233-445",
        "112-233-445 95",
        "45 10",
        "45 10 1",
        "45 10 123456",
        "770-001",
        "77",
        "02.03.1985",
        "1985-03-02",
        "+7 916 123-45-67",
        "8916123",
        "8916123456",
        "+375 29 123-45-67",
    ]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _is_foreign(text: str) -> bool:
    check = check_phone(text)
    return "foreign" in check.codes or (check.ok and not check.value.startswith("+7"))

"""Rows 1-3: an appeal by the web form and by REST, beside the bare full stack and the bare raw."""

import json
from uuid import uuid4

from bench import peers, texts, wire
from bench.figures import Speed, least, most, ratio
from bench.report import Line, speed_words
from bench.run import SMALL, Run, Side, words_of

CLIENTS = 8
# A type's counter is held until its transaction is on disk; people write all three (row 19: one).
CABINET_KINDS = ("info_request", "complaint", "proposal")
API_KINDS = ("question", "complaint", "application")
TEXTS = texts.pool(500, seed=23)


def measure(run: Run) -> None:
    """Measure both ways at both sizes."""
    for size in (SMALL, run.size):
        with run.both(size) as [(ours, bare)]:
            targets = {
                "form": wire.Target(ours.port, _form(ours), expects=303),
                "bare form": wire.Target(bare.port, _bare_form(bare), expects=302),
                "rest": wire.Target(ours.port, _rest(ours), expects=201),
                "bare raw": wire.Target(bare.port, _raw, expects=201),
            }
            found = run.side_by_side(targets, clients=CLIENTS)
        for name, speed in found.items():
            run.report.keep(f"create {name}, {words_of(size)}", speed)
        _form_lines(run, size, found)
        _rest_lines(run, size, found)


def _form_lines(run: Run, size: int, found: dict[str, Speed]) -> None:
    ours, bare, at = found["form"], found["bare form"], words_of(size)
    helpdesk = peers.scaled(peers.HELPDESK_FORM, peers.BARE_FORM, bare.per_second)
    rt = peers.scaled(peers.RT_FORM, peers.BARE_FORM, bare.per_second)
    shown = {"ours": speed_words(ours), "other": speed_words(bare)}
    rate, add = ours.per_second, run.report.add
    value = ratio(rate, bare.per_second)
    add(Line("1", f"form / bare full stack, {at}", value, goal=least(0.65), **shown))
    words = f"django-helpdesk here {helpdesk:.0f}/s"
    add(Line("1", f"form / django-helpdesk, {at}", ratio(rate, helpdesk), "×", least(3), "", words))
    words = f"RT5 here {rt:.1f}/s"
    add(Line("3", f"form / RT5, {at}", ratio(rate, rt), "×", least(30), "", words))
    value = ratio(ours.p95, bare.p95)
    add(Line("3", f"form p95 / bare full stack p95, {at}", value, goal=most(1.6), **shown))


def _rest_lines(run: Run, size: int, found: dict[str, Speed]) -> None:
    ours, bare, at = found["rest"], found["bare raw"], words_of(size)
    helpdesk = peers.scaled(peers.HELPDESK_REST, peers.BARE_RAW, bare.per_second)
    rt = peers.scaled(peers.RT_REST, peers.BARE_RAW, bare.per_second)
    shown = {"ours": speed_words(ours), "other": speed_words(bare)}
    rate, add = ours.per_second, run.report.add
    value = ratio(rate, bare.per_second)
    add(Line("2", f"REST / bare raw, {at}", value, goal=least(0.35), **shown))
    words = f"django-helpdesk here {helpdesk:.0f}/s"
    add(Line("2", f"REST / django-helpdesk, {at}", ratio(rate, helpdesk), "×", least(6), "", words))
    words = f"RT5 here {rt:.1f}/s"
    add(Line("3", f"REST / RT5, {at}", ratio(rate, rt), "×", least(30), "", words))


def _form(side: Side) -> wire.Source:
    """Return the last step of the cabinet's form: another person and another text each time."""
    cookies, csrf = side.who["citizens"], side.who["csrf"]

    def request(number: int) -> bytes:
        fields = {"step": "send", "body": TEXTS[number % len(TEXTS)].body, "topic": ""}
        fields |= {"client_key": str(uuid4()), "csrfmiddlewaretoken": csrf}
        cookie = cookies[number % len(cookies)]
        kind = CABINET_KINDS[number % 3]
        return wire.post_form(f"/cabinet/new/{kind}/", fields, Cookie=cookie)

    return request


def _bare_form(side: Side) -> wire.Source:
    def request(number: int) -> bytes:
        text = TEXTS[number % len(TEXTS)]
        fields = {"title": text.subject, "body": text.body, "email": "person@example.net"}
        fields["csrfmiddlewaretoken"] = side.who["csrf"]
        return wire.post_form("/new/", fields, Cookie=side.who["cookie"])

    return request


def _rest(side: Side) -> wire.Source:
    """Return an appeal of one of a thousand people the database knows by phone."""
    bearer = f"Bearer {side.who['key']}"

    def request(number: int) -> bytes:
        person = {"phone": f"+7900{number % 1000:07d}", "last_name": "Соколова"}
        given = {"kind": API_KINDS[number % 3], "body": TEXTS[number % len(TEXTS)].body}
        given["citizen"] = person
        headers = {"Authorization": bearer, "Idempotency-Key": str(uuid4())}
        return wire.post_json("/api/v1/tickets/", json.dumps(given).encode(), **headers)

    return request


def _raw(number: int) -> bytes:
    text = TEXTS[number % len(TEXTS)]
    given = {"title": text.subject, "body": text.body, "email": "person@example.net"}
    return wire.post_json("/raw/", json.dumps(given).encode())

"""Every page of the site and who opens it. A new address must get a line here, or say why it has none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

TROUBLE = "Не приходит код подтверждения, хотя номер в профиле указан верно."


@dataclass(frozen=True, slots=True)
class Page:
    """`path` may name demo objects (`{asked}`); `steps` leads on from there by hand."""

    name: str
    url_name: str
    path: str
    who: str = ""
    steps: Callable[[Any], None] | None = None
    status: int = 200


def press(label: str) -> Callable[[Any], None]:
    def steps(page: Any) -> None:
        with page.expect_navigation():
            page.get_by_role("button", name=label, exact=True).click()

    return steps


def check_papers(page: Any) -> None:
    """What is missing comes without leaving the page."""
    page.get_by_role("button", name="Проверить", exact=True).click()
    page.locator("#check-result :is(h2, h3)").first.wait_for()


def open_colleague(page: Any) -> None:
    """The address of the first colleague off the line, opened on a page of its own."""
    page.goto(page.locator("#wall-away a").first.get_attribute("href"))


def open_item(page: Any) -> None:
    page.goto(page.locator("tbody a.button").first.get_attribute("href"))


def open_dialog(page: Any) -> None:
    """The last talk of this operator."""
    page.goto(page.locator(".chat-desk__row").first.get_attribute("href"))
    page.locator("#who .who__name").wait_for()


def open_dialog_move(name: str) -> Callable[[Any], None]:
    def steps(page: Any) -> None:
        page.goto(page.locator(".chat-desk__row").first.get_attribute("href") + f"{name}/")

    return steps


def open_own_talk(page: Any) -> None:
    """The newest talk of this citizen, to read and to print."""
    page.goto(page.locator("main li a").first.get_attribute("href") + "?print=1")


def begin_talk(page: Any) -> None:
    """What the helper knows, before a person is asked for."""
    page.get_by_label("Что случилось?").fill(TROUBLE)
    page.get_by_label("Согласен на обработку персональных данных").check()
    page.get_by_role("button", name="Начать разговор").click()
    page.locator("chat-room[data-state=opening] chat-list [data-cid]").first.wait_for()


def come_in_wrongly(page: Any) -> None:
    page.fill("[name=identifier]", "nobody.here@example.org")
    page.fill("[name=password]", "not this one")
    press("Войти")(page)


def ask_login_code(page: Any) -> None:
    page.fill("[name=identifier]", "nobody.here@example.org")
    press("Получить код")(page)


def ask_status(page: Any) -> None:
    page.fill("main [name=number]", "300000001")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").click()


def type_caller_code(page: Any) -> None:
    page.fill("[name=identifier]", "+7 900 000-77-77")
    page.fill("[name=code]", "123456")
    press("Подтвердить")(page)


def write_appeal(page: Any) -> None:
    page.fill("[name=body]", TROUBLE)
    press("Продолжить")(page)


def open_request(page: Any) -> None:
    with page.expect_navigation():
        page.locator("main table a").first.click()


def find_person(page: Any) -> None:
    page.fill("[name=q]", "citizen@example.org")
    press("Найти")(page)
    with page.expect_navigation():
        page.locator("main ul.card a").first.click()


def say_no(page: Any) -> None:
    page.get_by_role("button", name="Нет", exact=True).click()
    page.get_by_text("Чего не хватило").wait_for()


def open_rule(page: Any) -> None:
    with page.expect_navigation():
        page.locator("main article h2 a").first.click()


def try_rule(page: Any) -> None:
    open_rule(page)
    press("Попробовать на прошлой неделе")(page)


def open_macro(page: Any) -> None:
    page.goto(page.locator("main li a").first.get_attribute("href"))


PAGES = [
    # an operator just signed in: for five minutes nobody asks for the password again
    Page("second-factor", "mfa_index", "/account/second-factor/", "operator"),
    Page(
        "second-factor-totp",
        "mfa_activate_totp",
        "/account/second-factor/totp/activate/",
        "operator",
    ),
    Page("second-factor-keys", "mfa_list_webauthn", "/account/second-factor/webauthn/", "operator"),
    Page(
        "second-factor-key", "mfa_add_webauthn", "/account/second-factor/webauthn/add/", "operator"
    ),
    Page("confirm", "account_reauthenticate", "/account/confirm/", "operator"),
    # a stranger
    Page("home", "home", "/"),
    Page("home-guess", "home", "/?q=не+приходит+код"),
    Page("status", "public:ticket-status", "/status/"),
    Page("status-wrong", "public:ticket-status", "/status/", "", press("Получить код"), 422),
    Page("status-code", "public:status-code", "/status/", "", ask_status),
    Page("caller-code", "confirm:code", "/confirm/"),
    Page("caller-code-wrong", "confirm:code", "/confirm/", "", type_caller_code, 422),
    Page("caller-code-taken", "confirm:done", "/confirm/done/"),
    Page("callback", "callback:ask", "/callback/"),
    Page("callback-wrong", "callback:ask", "/callback/", "", press("Заказать звонок"), 422),
    Page("callback-done", "callback:done", "/callback/done/"),
    Page("help", "help:articles", "/help/"),
    Page("help-found", "help:articles", "/help/?q=не+приходит+код"),
    Page("help-nothing", "help:articles", "/help/?q=гиппопотам"),
    Page("help-section", "help:category", "/help/section/payments_refunds/"),
    Page("help-article", "help:article", "/help/101/"),
    Page("help-article-tt", "help:article", "/help/102/?lang=tt"),
    Page("help-article-no", "help:article", "/help/101/", "", say_no),
    Page("help-sheet", "help:sheet", "/help/101/sheet/"),
    Page("help-videos", "help:videos", "/help/video/"),
    Page("help-video", "help:video", "/help/video/restore-password/"),
    Page("services", "services:services", "/services/"),
    Page("services-found", "services:services", "/services/?q=сменила+фамилию"),
    Page("service", "services:service", "/services/ZAG-01/"),
    Page("offices", "services:offices", "/mfc/"),
    Page("office", "services:office", "/mfc/kazan-pushkina/"),
    Page("login", "accounts:login", "/account/login/"),
    Page("login-wrong", "accounts:login", "/account/login/", "", come_in_wrongly, 422),
    Page("code", "accounts:code", "/account/login/", "", ask_login_code),
    Page("signup", "accounts:signup", "/account/signup/"),
    Page("recovery", "accounts:recovery", "/account/recovery/"),
    Page("not-found", "", "/no/such/page/", "", None, 404),
    Page("api-docs", "api:docs", "/api/v1/docs/"),
    Page("styleguide-citizen", "styleguide", "/styleguide/"),
    Page("styleguide-desk", "styleguide", "/styleguide/?part=desk"),
    Page("styleguide-board", "styleguide", "/styleguide/?part=board"),
    Page("demo-inbox", "notifications:demo-inbox", "/demo/inbox/"),
    Page("demo-registries", "accounts:demo-registries", "/account/demo/registries/"),
    # a colleague's bell; rules
    Page("bell", "notifications:bell", "/desk/bell/", "operator"),
    Page("bell-choice", "notifications:bell-choice", "/desk/bell/choice/", "operator"),
    Page("rules", "rules:rules", "/desk/rules/", "supervisor"),
    Page("rule", "rules:rule", "/desk/rules/", "supervisor", open_rule),
    Page("rule-tried", "rules:rule", "/desk/rules/", "supervisor", try_rule),
    Page("rule-new", "rules:rule-new", "/desk/rules/new/", "supervisor"),
    Page("rule-runs", "rules:rule-runs", "/desk/rules/runs/", "supervisor"),
    # a citizen
    Page("cabinet", "cabinet:tickets", "/cabinet/", "citizen"),
    Page("cabinet-kind", "cabinet:ticket-new", "/cabinet/new/", "citizen"),
    Page("cabinet-write", "cabinet:ticket-write", "/cabinet/new/info_request/", "citizen"),
    Page(
        "cabinet-review", "cabinet:ticket-write", "/cabinet/new/proposal/", "citizen", write_appeal
    ),
    Page(
        "cabinet-registered", "cabinet:ticket-registered", "/cabinet/{free}/registered/", "citizen"
    ),
    Page("cabinet-appeal-accepted", "cabinet:ticket", "/cabinet/{free}/", "citizen"),
    Page("cabinet-appeal-asked", "cabinet:ticket", "/cabinet/{asked}/", "citizen"),
    Page("cabinet-appeal-answered", "cabinet:ticket", "/cabinet/{answered}/", "citizen"),
    Page("cabinet-notices", "cabinet:notices", "/cabinet/notices/", "citizen"),
    Page("own-data", "accounts:data", "/account/data/", "citizen"),
    Page("lookers", "accounts:lookers", "/account/data/lookers/", "citizen"),
    Page("consents", "accounts:consents", "/account/data/consents/", "citizen"),
    Page("consent-given", "accounts:consent", "/account/data/consents/service/", "citizen"),
    Page("consent-free", "accounts:consent", "/account/data/consents/surveys/", "citizen"),
    Page("own-export", "accounts:export", "/account/data/export/", "citizen"),
    Page("own-requests", "accounts:requests", "/account/data/requests/", "citizen"),
    Page("own-request-new", "accounts:request-new", "/account/data/requests/new/", "citizen"),
    Page("own-erasure", "accounts:erasure", "/account/data/erasure/", "citizen"),
    Page("profile", "accounts:profile", "/account/profile/", "citizen"),
    Page("documents", "accounts:documents", "/account/profile/documents/", "citizen"),
    Page("freeze", "accounts:freeze", "/account/freeze/", "citizen"),
    Page("frozen", "accounts:frozen", "/account/freeze/done/"),
    Page("contact", "accounts:contact", "/account/profile/contact/", "citizen"),
    Page("sessions", "accounts:sessions", "/account/profile/sessions/", "citizen"),
    Page("password", "accounts:password", "/account/profile/password/", "citizen"),
    # an operator and a senior
    Page("desk-mine", "desk:tickets", "/desk/", "operator"),
    Page("desk-free", "desk:tickets", "/desk/?view=free", "operator"),
    Page("desk-overdue", "desk:tickets", "/desk/?view=overdue", "operator"),
    Page("desk-empty", "desk:tickets", "/desk/?view=all&team=none&q=такого+нет", "senior"),
    Page("desk-ticket", "desk:ticket", "/desk/{asked}/?view=all", "operator"),
    Page("desk-ticket-free", "desk:ticket", "/desk/{free}/?view=all", "senior"),
    Page("desk-ticket-answered", "desk:ticket", "/desk/{answered}/?view=mine", "operator"),
    Page("desk-side", "desk:ticket-side", "/desk/{asked}/side/", "operator"),
    Page("desk-who", "desk:ticket-who", "/desk/{asked}/who/", "operator"),
    Page("identity", "identity:panel", "/desk/identity/{person}/", "operator"),
    Page("person", "people:card", "/desk/people/{person}/?next=/desk/{asked}/", "senior"),
    Page("person-data", "identity:data", "/desk/identity/{person}/data/", "senior"),
    Page(
        "person-change",
        "identity:change",
        "/desk/identity/{person}/data/change/?attribute=snils",
        "senior",
    ),
    Page("changes", "identity:changes", "/desk/identity/changes/", "senior"),
    Page("person-consents", "people:consents", "/desk/people/{person}/consents/", "operator"),
    Page("person-limit", "people:limit", "/desk/people/{person}/limit/", "senior"),
    Page("person-joins", "people:joins", "/desk/people/{person}/joins/", "senior"),
    Page("desk-templates", "desk:ticket-templates", "/desk/{asked}/templates/", "operator"),
    Page("desk-articles", "desk:ticket-articles", "/desk/{asked}/articles/?q=код", "operator"),
    Page("desk-person", "desk:ticket-person", "/desk/{asked}/person/", "operator"),
    Page("desk-links", "desk:ticket-links", "/desk/{asked}/links/", "operator"),
    Page("desk-aid", "desk:ticket-aid", "/desk/{asked}/aid/", "operator"),
    Page("desk-check", "desk:ticket-check", "/desk/{asked}/check/?service=PAS-02", "operator"),
    Page("desk-move", "desk:ticket-move", "/desk/{asked}/department/", "operator"),
    Page("desk-approval", "desk:ticket-approval", "/desk/{asked}/approval/", "senior"),
    Page("desk-new", "desk:ticket-new", "/desk/new/", "operator"),
    Page("desk-registered", "desk:ticket-registered", "/desk/{free}/registered/", "operator"),
    Page("check-pick", "catalogue:check", "/desk/services/", "operator"),
    Page("check", "catalogue:check", "/desk/services/?service=ZAG-01", "operator", check_papers),
    Page("mfc", "catalogue:mfc", "/desk/services/mfc/", "operator"),
    Page("systems", "catalogue:systems", "/desk/services/systems/", "senior"),
    Page("legal", "catalogue:legal", "/desk/services/legal/", "operator"),
    Page("scripts", "catalogue:scripts", "/desk/services/scripts/", "senior"),
    Page("script", "catalogue:script", "/desk/services/scripts/login/", "operator"),
    Page("bulks", "automation:bulks", "/desk/bulk/", "operator"),
    Page("bulk-new", "automation:bulk-new", "/desk/bulk/new/", "operator"),
    Page("macros", "automation:macros", "/desk/macros/", "operator"),
    Page("macro-new", "automation:macro-new", "/desk/macros/new/", "operator"),
    Page("macro", "automation:macro", "/desk/macros/", "supervisor", open_macro),
    Page("macro-palette", "automation:palette", "/desk/{asked}/macros/", "operator"),
    Page("macro-run", "automation:macro-run", "/desk/{asked}/macros/", "operator", open_macro),
    Page("desk-line", "line:presence", "/desk/line/presence/", "operator"),
    Page("desk-shift", "desk:shift", "/desk/shift/", "operator"),
    Page("desk-views", "desk:views", "/desk/views/", "operator"),
    Page("desk-view-new", "desk:view-new", "/desk/views/new/?view=team&priority=4", "supervisor"),
    Page("chats", "chats:list", "/desk/chats/", "operator"),
    Page("chat-dialog", "chats:dialog", "/desk/chats/", "operator", open_dialog),
    Page("chat-move", "chats:dialog-move", "/desk/chats/", "operator", open_dialog_move("wrap-up")),
    Page(
        "chat-words",
        "chats:dialog-words",
        "/desk/chats/",
        "operator",
        open_dialog_move("words/templates"),
    ),
    Page("chat-statistics", "chats:statistics", "/desk/chats/statistics/", "supervisor"),
    Page("staff-profile", "accounts:profile", "/account/profile/", "operator"),
    # an editor
    Page("articles", "faq:articles", "/desk/articles/", "editor"),
    Page("articles-empty", "faq:articles", "/desk/articles/?only=mine&state=review", "editor"),
    Page("article-new", "faq:article-new", "/desk/articles/new/", "editor"),
    Page("article", "faq:article", "/desk/articles/101/", "editor"),
    Page(
        "article-preview", "faq:article", "/desk/articles/101/", "editor", press("Как увидят люди")
    ),
    Page("article-translate", "faq:article", "/desk/articles/101/?lang=tt", "senior"),
    Page("article-settings", "faq:article-settings", "/desk/articles/101/settings/", "editor"),
    Page("article-versions", "faq:versions", "/desk/articles/101/versions/", "editor"),
    Page("article-reviews", "faq:reviews", "/desk/articles/reviews/", "editor"),
    Page("article-synonyms", "faq:synonyms", "/desk/articles/synonyms/", "editor"),
    Page("article-usage", "faq:usage", "/desk/articles/usage/", "editor"),
    Page("video-board", "faq:videos", "/desk/articles/videos/", "editor"),
    Page("contacts", "quality:contacts", "/desk/quality/contacts/", "editor"),
    Page("video-desk", "faq:video", "/desk/articles/videos/restore-password/", "editor"),
    # a supervisor
    Page("board", "board:overview", "/board/", "supervisor"),
    Page("board-files", "board:files", "/board/files/", "supervisor"),
    Page("wall", "wall:wall", "/board/wall/", "supervisor"),
    Page("wall-screen", "wall:wall", "/board/wall/?screen=1", "supervisor"),
    Page("wall-day", "wall:day", "/board/wall/day/", "supervisor"),
    Page("wall-outlook", "wall:outlook", "/board/wall/outlook/", "supervisor"),
    Page("wall-waiting", "wall:waiting", "/board/wall/waiting/", "supervisor"),
    Page("wall-answered", "wall:answered", "/board/wall/answered/", "supervisor"),
    Page("wall-missed", "wall:missed", "/board/wall/missed/", "supervisor"),
    Page("wall-person", "wall:person", "/board/wall/", "supervisor", open_colleague),
    Page("wall-item", "wall:item", "/board/wall/waiting/", "supervisor", open_item),
    Page("deliveries", "notifications:deliveries", "/desk/deliveries/", "supervisor"),
    # the citizen's chat
    Page("chat-begin", "chat:page", "/chat/"),
    Page("chat-talk", "chat:page", "/chat/", "", begin_talk),
    Page("chat-earlier", "chat:page", "/chat/?earlier=1", "citizen"),
    Page("chat-transcript", "chat:dialog", "/chat/?earlier=1", "citizen", open_own_talk),
    # an auditor
    Page("journal", "journal:entries", "/journal/", "auditor"),
    Page("journal-wrong", "journal:entries", "/journal/?subject=Иванов", "auditor", None, 422),
    Page(
        "journal-empty",
        "journal:entries",
        "/journal/?event=topics.TopicChanged&until=2001-01-01",
        "auditor",
    ),
    # the data officer
    Page("subjects", "subjects:requests", "/desk/subjects/", "officer"),
    Page("subject-request", "subjects:request", "/desk/subjects/", "officer", open_request),
    Page("subject-find", "subjects:request-find", "/desk/subjects/new/", "officer"),
    Page("subject-new", "subjects:request-new", "/desk/subjects/new/", "officer", find_person),
    Page("subject-acts", "subjects:acts", "/desk/subjects/acts/", "officer"),
    # an administrator and an editor: one of each kind of page of Django's admin
    Page("admin", "admin:index", "/admin/", "admin"),
    Page("admin-app", "admin:app_list", "/admin/tickets/", "admin"),
    Page("admin-list", "admin:topics_topic_changelist", "/admin/topics/topic/", "editor"),
    Page("admin-change", "admin:topics_topic_change", "{topic}", "editor"),
    Page(
        "admin-add",
        "admin:tickets_answertemplate_add",
        "/admin/tickets/answertemplate/add/",
        "admin",
    ),
    Page("admin-probe", "admin:topics_topic_probe", "/admin/topics/topic/probe/", "editor"),
    Page("admin-user", "admin:accounts_user_change", "{user}", "admin"),
    Page(
        "admin-forbidden",
        "admin:accounts_user_changelist",
        "/admin/accounts/user/",
        "editor",
        None,
        403,
    ),
]

# Addresses that are no page of their own, and why.
NO_PAGE = {
    "takes a form and answers with another page": (
        "cabinet:draft cabinet:ticket-new-addition cabinet:ticket-messages cabinet:ticket-rating cabinet:ticket-recheck "
        "chat:rows chat:file-new chat:call chat:call-ice "
        "cabinet:ticket-closing cabinet:ticket-withdrawal cabinet:ticket-reading "
        "identity:conversations identity:ending identity:answers identity:presence identity:codes "
        "identity:code-spoken identity:inquiries identity:portal "
        "identity:data-shown identity:freeze identity:freeze-lifted identity:change-approval "
        "identity:change-refusal identity:change-shown identity:change-withdrawal "
        "accounts:documents-shown accounts:logout accounts:another-code accounts:other-sessions "
        "desk:transfer-acceptance desk:transfer-refusal desk:transfer-withdrawal "
        "desk:offer-acceptance desk:offer-refusal line:heartbeat "
        "faq:article-state line:operator-presence line:operator-posting line:item-priority line:item-reservation "
        "desk:work-handover callback:cancellation line:callback-outcome "
        "desk:ticket-field desk:ticket-checklist desk:ticket-time desk:ticket-time-entries "
        "desk:ticket-tags desk:ticket-label desk:ticket-snooze desk:ticket-waking desk:ticket-watching "
        "automation:bulk-now automation:bulk-count automation:bulk-cancellation automation:bulk-undo "
        "automation:macro-removal automation:macro-keeping rules:rule-switch "
        "notifications:bell-reading notifications:push-subscription notifications:push-demo "
        "desk:ticket-unlink desk:ticket-new-addition "
        "desk:view desk:view-query desk:view-place desk:view-removal desk:view-restoration "
        "desk:search desk:ticket-draft desk:ticket-replies desk:ticket-question "
        "desk:ticket-resolution desk:ticket-notes desk:ticket-text notifications:delivery-replay "
        "notifications:own-letters accounts:session-end people:limit-lift people:join-undo "
        "people:representative-end "
        "people:joins-search people:representatives-search accounts:request-withdrawal "
        "subjects:request-answer subjects:request-refusal subjects:request-proposal "
        "subjects:request-return subjects:request-confirmation subjects:request-export"
    ),
    "a piece of a page for htmx": (
        "home-lines cabinet:ticket-wait identity:access desk:ticket-new-people desk:ticket-new-topic desk:ticket-new-similar cabinet:ticket-new-similar desk:ticket-presence desk:news "
        "desk:list-marks desk:queue "
        "desk:ticket-colleagues "
        "desk:offers notifications:bell-button notifications:bell-count"
    ),
    "a script of the browser": "notifications:push-worker",
    "leads on to another page": (
        "accounts:after-login accounts:consents-again account_login mfa_reauthenticate mfa_reauthenticate_webauthn"
    ),
    "opens after a code or a key only; its own journey or test walks it": (
        "chat:continue catalogue:consultation desk:ticket-consultation "
        "line:callback people:representatives automation:bulk "
        "subjects:act public:shown-status accounts:freeze-by-code accounts:new-password account_inactive mfa_authenticate "
        "mfa_deactivate_totp mfa_view_recovery_codes mfa_generate_recovery_codes "
        "mfa_remove_webauthn mfa_edit_webauthn mfa_login_webauthn"
    ),
    "a file": (
        "chat:file chat:widget accounts:export-file subjects:request-export-file subjects:act-log "
        "automation:bulk-refused board:export board:file-download journal:export tickets:file tickets:file-signed "
        "mfa_download_recovery_codes help:film help:picture"
    ),
    "for machines": (
        "help:feed healthz readyz api:schema api:tickets api:ticket api:ticket-timeline "
        "api:ticket-replies api:ticket-attachments api:attachments api:attachment api:topics "
        "api:unknown"
    ),
}

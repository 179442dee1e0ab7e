"""The contract itself, the page that shows it, and the answer for addresses that don't exist."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularJSONAPIView

from common.problems import TITLES

ABOUT = """Обращения контакт-центра для других систем.

**Ключ.** `Authorization: Bearer gs_…` в каждом запросе. Ключ выдаёт администратор; он видит обращения своих
команд и может только то, что ему разрешено. Нет ключа или он отозван: 401, нет права: 403, чужого обращения
для ключа нет: 404.

**Повторы.** При создании передайте `Idempotency-Key`. Повтор с тем же ключом и телом вернёт первый ответ и
ничего не создаст, с другим телом: 422. Если ответ потерялся, повторяйте смело.

**Списки.** `limit` до 100; `next` из ответа передайте как `cursor` (в ленте как `after`). Неизвестный
параметр или поле: 400.

**Файлы.** До 10 за раз, каждый до 25 МБ, вместе до 100 МБ на обращение: JPG, PNG, WEBP, GIF, PDF, DOCX, XLSX,
ODT, TXT. Загрузите их в черновик (`POST /api/v1/attachments/`) и назовите номера и черновик в обращении или
ответе. Неотправленные файлы удаляются через двое суток. Пока файл проверяется на вирусы, скачивание отвечает 423.

**Ошибки.** RFC 9457, `application/problem+json`: `code` для программ, `detail` для людей, `request_id` для
поддержки. 429 говорит в `Retry-After`, через сколько секунд повторить.
"""


class Schema(SpectacularJSONAPIView):
    """OpenAPI 3 made from the code; public, it holds no data."""

    schema = None
    custom_settings: ClassVar = {"DESCRIPTION": ABOUT}
    http_method_names = ("get", "head")


@require_safe
def docs_page(request: HttpRequest) -> HttpResponse:
    """Swagger UI with its start in a file of its own, so that the strict CSP holds."""
    return render(request, "tickets/api/docs.html")


@csrf_exempt
def unknown_address(request: HttpRequest, **_: Any) -> JsonResponse:
    """Answer any other address under /api/ with a problem, whoever asks."""
    body = {
        "type": "about:blank",
        "title": TITLES[404],
        "status": 404,
        "detail": "Такого адреса нет. Описание API: /api/v1/docs/.",
        "code": "not_found",
        "request_id": getattr(request, "request_id", ""),
    }
    return JsonResponse(
        body,
        status=404,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )

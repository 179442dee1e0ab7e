"""Why a file is not taken. Every sentence says the limit and what to do next."""

from django.conf import settings

from common.errors import DomainError, InvalidInput

MEGABYTE = 1024 * 1024
FIELD = "files"


class FileRefused(InvalidInput):
    """The file was not taken; nothing of it is left."""

    code = "file_refused"

    def __init__(self, message: str) -> None:
        super().__init__(message, field=FIELD)


class FileTypeRefused(FileRefused):
    """Not one of the allowed kinds, or the content is not what the name says."""

    code = "file_type"


class FileDangerous(FileRefused):
    """An allowed kind with something active inside: a macro, a script, another file."""

    code = "file_dangerous"


class FileBroken(FileRefused):
    """Cut off or damaged: it cannot be read to the end."""

    code = "file_broken"

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message
            or "Файл повреждён или передан не до конца. Откройте его у себя, сохраните заново и приложите ещё раз."
        )


class FileTooBig(FileRefused):
    code = "file_too_big"

    def __init__(self, message: str = "") -> None:
        limit = settings.ATTACHMENT_MAX_BYTES // MEGABYTE
        super().__init__(
            message
            or f"Файл больше {limit} МБ. Уменьшите его: сохраните фотографию в меньшем размере, "
            "а документ — как PDF с меньшим качеством, или разделите на части."
        )


class TooManyFiles(FileRefused):
    code = "too_many_files"

    def __init__(self) -> None:
        super().__init__(
            f"Можно приложить не больше {settings.ATTACHMENT_MAX_FILES} файлов за один раз. "
            "Уберите лишние или соедините снимки в один PDF."
        )


class FilesTooBigTogether(FileRefused):
    code = "files_too_big_together"

    def __init__(self) -> None:
        limit = settings.ATTACHMENT_TOTAL_BYTES // MEGABYTE
        super().__init__(
            f"Все файлы обращения вместе больше {limit} МБ. Уменьшите фотографии или приложите только самое нужное."
        )


class NoSpace(DomainError):
    """The disk is full: neither the file nor its row was kept."""

    code = "no_space"
    http_status = 507

    def __init__(self) -> None:
        super().__init__(
            "На сервере закончилось место для файлов, файл не сохранён. "
            "Отправьте обращение без него и приложите файл позже."
        )


class FileChecking(DomainError):
    """Not scanned yet: closed for everybody (U-08)."""

    code = "file_checking"
    http_status = 423

    def __init__(self) -> None:
        super().__init__(
            "Файл ещё проверяется на вирусы. Обычно это меньше минуты: попробуйте чуть позже."
        )


class FileInfected(DomainError):
    """The scanner found a virus; the content is gone."""

    code = "file_infected"
    http_status = 410

    def __init__(self) -> None:
        super().__init__("В файле найден вирус, поэтому он удалён. Попросите прислать его заново.")

"""The operator's check of an application: what is missing, what is wrong, what to say (R-047…R-052). Pure."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from catalogue.address import check_address
from catalogue.models import Service, ServiceDocument
from common.checks.inn import check_person_inn
from common.checks.passport import check_series_and_number
from common.checks.result import Check
from common.checks.snils import check_snils

MB = 1024 * 1024
MOST_FILES = 20
_SIZE = re.compile(r"([0-9]{1,5}(?:[.,][0-9]{1,3})?)\s*(кб|kb|мб|mb|м|m)?\s*$", re.IGNORECASE)


class Error(StrEnum):
    """The five kinds of error; a portal's failure is seen on the page of systems."""

    PERSONAL_DATA = "personal_data"
    WRONG_SERVICE = "wrong_service"
    MISSING = "missing_attachments"
    TOO_LARGE = "file_too_large"
    FAILURE = "portal_failure"


class Have(StrEnum):
    """What the citizen says of a document."""

    YES = "yes"
    NO = "no"
    NOT_NEEDED = "off"


@dataclass(frozen=True, slots=True)
class File:
    """A file by its name and size; `size` 0 is not known."""

    name: str
    size: int = 0

    @property
    def extension(self) -> str:
        return self.name.rpartition(".")[2].lower() if "." in self.name else ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong: its kind, what it is, and how to put it right."""

    error: Error
    what: str
    advice: str


@dataclass(frozen=True, slots=True)
class Given:
    """What the citizen has told: documents by code, data by kind, files."""

    documents: Mapping[str, Have] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[File] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome: what is missing, what is wrong, what is worth a word."""

    missing: tuple[ServiceDocument, ...] = ()
    findings: tuple[Finding, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        return not self.missing and not self.findings

    @property
    def errors(self) -> list[str]:
        """The kinds of error found, each once, for the record of the appeal."""
        kinds = [Error.MISSING] if self.missing else []
        return list(dict.fromkeys([*kinds, *(finding.error for finding in self.findings)]))


DATA: dict[str, tuple[str, Callable[[str, date], Check]]] = {
    "passport": ("Паспорт", lambda text, today: check_series_and_number(text, today=today)),
    "inn": ("ИНН", lambda text, _: check_person_inn(text)),
    "snils": ("СНИЛС", lambda text, _: check_snils(text)),
    "address": ("Адрес регистрации", lambda text, _: check_address(text)),
}


def examine(
    service: Service, documents: Sequence[ServiceDocument], given: Given, *, today: date
) -> Checked:
    """Return all that keeps the application from being taken."""
    missing = tuple(paper for paper in documents if told_of(paper, given) is Have.NO)
    findings: list[Finding] = []
    warnings: list[str] = []
    for kind in service.asked_data:
        if kind in DATA and (text := given.data.get(kind, "").strip()):
            title, check = DATA[kind]
            answer = check(text, today)
            findings += [_of_data(title, remark.text) for remark in answer.errors]
            warnings += [f"{title}: {remark.text}" for remark in answer.warnings]
    findings += _of_files(service, documents, given.files)
    return Checked(missing, tuple(findings), tuple(warnings))


def told_of(paper: ServiceDocument, given: Given) -> Have:
    """Return what was said of a document; what is needed under a condition only is not asked for."""
    usual = Have.NOT_NEEDED if paper.condition else Have.NO
    return given.documents.get(paper.code, usual)


def read_files(text: str) -> list[File]:
    """Return files as people name them, one a line: «паспорт.heic 7 МБ», «справка.pdf 640 кб»."""
    return [_file(line.strip()) for line in text.splitlines()[:MOST_FILES] if line.strip()]


def _file(line: str) -> File:
    match = _SIZE.search(line)
    name = line[: match.start()].strip(" ,;—-") if match else line
    if match is None or not name:
        return File(line)
    amount = float(match[1].replace(",", "."))
    unit = 1024 if (match[2] or "").lower() in {"кб", "kb"} else MB
    return File(name, round(amount * unit))


def _of_data(title: str, text: str) -> Finding:
    advice = "Сверьте с документом и заполните это поле в кабинете заново."
    return Finding(Error.PERSONAL_DATA, f"{title}: {text}".rstrip("."), advice)


def _of_files(
    service: Service, documents: Iterable[ServiceDocument], files: Sequence[File]
) -> list[Finding]:
    limits = [paper for paper in documents if paper.max_file_mb or paper.formats]
    found = [finding for file in files for finding in _of_file(service, limits, file)]
    total = sum(file.size for file in files)
    if total > service.max_total_mb * MB:
        what = f"Все файлы вместе — {_mb(total)} МБ, можно {service.max_total_mb} МБ"
        found.append(
            Finding(Error.TOO_LARGE, what, "Уменьшите самые большие или отправьте частями.")
        )
    return found


def _of_file(service: Service, limits: Sequence[ServiceDocument], file: File) -> list[Finding]:
    """A file named like a document keeps that document's limits, any other the service's."""
    paper = next((one for one in limits if _speaks_of(file, one)), None)
    formats = (paper.formats if paper else None) or service.formats
    limit = (paper.max_file_mb if paper else None) or service.max_file_mb
    found = []
    if file.extension and file.extension not in formats:
        what = f"«{file.name}» — не тот формат, принимают {', '.join(formats).upper()}"
        found.append(Finding(Error.TOO_LARGE, what, _conversion(file.extension, formats)))
    if file.size > limit * MB:
        what = f"«{file.name}» — {_mb(file.size)} МБ, можно {limit} МБ"
        found.append(Finding(Error.TOO_LARGE, what, _shrinking(file.extension)))
    return found


def _speaks_of(file: File, paper: ServiceDocument) -> bool:
    """Whether a file's name begins a word of the document's title: «фото_1.heic» is «Фото»."""
    words = re.findall(r"[а-яё]{4,}", paper.title.lower())
    return any(word[:5] in file.name.lower() for word in words)


def _conversion(extension: str, formats: Sequence[str]) -> str:
    wanted = "PDF" if "pdf" in formats else "JPG"
    if extension in {"heic", "heif"}:
        return f"Снимок телефона HEIC сохраните как {wanted}: «Поделиться» — «Сохранить как»."
    return f"Сохраните документ как {wanted} и приложите ещё раз."


def _shrinking(extension: str) -> str:
    if extension == "pdf":
        return (
            "Отсканируйте с разрешением 300 точек на дюйм, сожмите PDF или разделите его на части."
        )
    return "Уменьшите разрешение снимка или сохраните его как JPG среднего качества."


def _mb(size: int) -> str:
    return f"{size / MB:.1f}".replace(".", ",").removesuffix(",0")


def advice_of(service: Service, checked: Checked) -> str:
    """Return what to write to the citizen, ready to be sent and corrected by hand."""
    if checked.is_good:
        return (
            f"Мы проверили заявление «{service.title}» (код {service.code}): документы и данные "
            "подходят. Отправьте заявление в личном кабинете."
        )
    parts = [f"Мы проверили заявление «{service.title}» (код {service.code})."]
    if checked.missing:
        parts.append("Не хватает документов:\n" + "\n".join(map(_paper, checked.missing)))
    if checked.findings:
        lines = [f"— {finding.what}. {finding.advice}" for finding in checked.findings]
        parts.append("Нужно исправить:\n" + "\n".join(lines))
    parts.append(f"Файлы: {service.files_words}.")
    if checked.missing:
        parts.append(
            "Пока документов нет, заявление не примут. Приложите их в ответ на это сообщение."
        )
    else:
        parts.append("Исправьте и отправьте заявление ещё раз, номер останется прежним.")
    return "\n\n".join(parts)


def _paper(paper: ServiceDocument) -> str:
    when = f" ({paper.condition})" if paper.condition else ""
    hint = f". {paper.hint}" if paper.hint else ""
    return f"— {paper.title}{when}{hint}"

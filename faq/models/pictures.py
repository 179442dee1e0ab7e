"""Pictures of articles, checked and drawn anew like any file that comes to us."""

from django.conf import settings
from django.db import models

from common.ids import new_id
from faq.models.articles import Article


class Picture(models.Model):
    """A picture an editor brought. It is everybody's once a published version shows it.

    `digest` names its file (faq/pictures.py): what it shows never changes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    article = models.ForeignKey(
        Article, models.CASCADE, related_name="pictures", verbose_name="статья"
    )
    digest = models.CharField("отпечаток", max_length=64)
    size = models.PositiveIntegerField("размер, байт")
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="кто загрузил"
    )
    uploaded_at = models.DateTimeField("загружена")

    class Meta:
        verbose_name = "картинка статьи"
        verbose_name_plural = "картинки статей"

    def __str__(self) -> str:
        return self.digest[:8]

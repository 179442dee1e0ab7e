"""The gateways of this process, as the settings describe them."""

from functools import cache

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from notifications.actions.receipts import record_receipt
from notifications.gateways.base import EmailGateway
from notifications.gateways.smpp import SmppGateway
from notifications.gateways.smpp_session import SmppReceipt, SmppServer
from notifications.gateways.smtp import SmtpGateway, SmtpServer
from notifications.gateways.webpush import PushGateway, WebPushGateway
from notifications.push_services import push_services


@cache
def email_gateway() -> EmailGateway:
    """Return the way letters leave."""
    return SmtpGateway(
        SmtpServer(
            host=settings.SMTP_HOST,
            port=settings.SMTP_PORT,
            sender=settings.SMTP_FROM,
            user=settings.SMTP_USER,
            password=settings.SMTP_PASSWORD,
            tls=settings.SMTP_TLS,
        )
    )


@cache
def sms_gateway() -> SmppGateway:
    """Return the way SMS leave; its session also brings receipts in."""
    server = SmppServer(
        host=settings.SMPP_HOST,
        port=settings.SMPP_PORT,
        user=settings.SMPP_USER,
        password=settings.SMPP_PASSWORD,
        sender=settings.SMPP_SENDER,
    )
    return SmppGateway(server, keep_receipt)


@cache
def push_gateway() -> PushGateway:
    """Return the way to browsers."""
    return WebPushGateway(
        private_key=settings.VAPID_PRIVATE_KEY,
        contact=settings.VAPID_CONTACT,
        services=push_services(),
    )


def keep_receipt(receipt: SmppReceipt) -> None:
    """Store a receipt. Runs in the session's own thread, which has a connection of its own."""
    close_old_connections()
    try:
        record_receipt(
            provider_id=receipt.provider_id,
            outcome=receipt.outcome,
            error=receipt.error,
            now=timezone.now(),
        )
    finally:
        close_old_connections()

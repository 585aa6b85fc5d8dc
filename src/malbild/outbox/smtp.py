"""The wire: one letter to the mail server named in MALBILD_SMTP_URL."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from django.conf import settings

SECONDS = 20


def hand_over(message: EmailMessage) -> None:
    """Give the message to the server and return once it has answered 250.

    `smtp://host:port` plain, `smtp+tls://` STARTTLS, `smtps://` TLS from the start; user and password in the
    address. Raises OSError or smtplib.SMTPException when the server did not take it.
    """
    address = urlsplit(settings.EMAIL_URL)
    if not address.hostname:
        raise smtplib.SMTPException("MALBILD_SMTP_URL is not set")
    context = ssl.create_default_context()
    if address.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(address.hostname, address.port or 465, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(address.hostname, address.port or 587, timeout=SECONDS)
    with server:
        if address.scheme == "smtp+tls":
            server.starttls(context=context)
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
        server.send_message(message)

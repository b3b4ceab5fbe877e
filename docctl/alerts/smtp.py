"""Handing one mail to the mail server (the one door to smtplib).

TLS is demanded when the settings say so: a server without STARTTLS gets no mail, not even the
password. Port 465 speaks TLS from the first byte.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from config import Settings
from docctl.alerts.rendering import Rendered
from docctl.alerts.rules import TIMEOUT, header

IMPLICIT_TLS = 465
ERRORS = (smtplib.SMTPException, OSError)


class Unaddressable(ValueError):
    """There is no usable address to send to."""


def compose(
    rendered: Rendered,
    *,
    settings: Settings,
    name: str,
    email: str,
    message_id: int,
    created_at: datetime,
    now: datetime,
) -> EmailMessage:
    """Write a plain-text mail whose Message-ID is the same however often it is sent."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = settings.mail_from
    mail["To"] = _address(name, email)
    mail["Subject"] = header(rendered.subject)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = constant_id(settings, message_id, created_at)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer from absent people
    mail.set_content(rendered.body, charset="utf-8", cte="base64")
    return mail


def constant_id(settings: Settings, message_id: int, created_at: datetime) -> str:
    """Give the Message-ID of a message row of this installation."""
    host = urlsplit(settings.base_url).hostname or "localhost"
    return f"<{message_id}.{int(created_at.timestamp())}.docctl@{host.strip('[]')}>"


@contextmanager
def connection(settings: Settings, *, timeout: float = TIMEOUT) -> Iterator[smtplib.SMTP]:
    """Open a session with the mail server, encrypted and signed in as the settings say."""
    context = ssl.create_default_context()
    host, port = settings.smtp_host, settings.smtp_port
    server: smtplib.SMTP
    if settings.smtp_tls and port == IMPLICIT_TLS:
        server = smtplib.SMTP_SSL(host, port, timeout=timeout, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=timeout)
    try:
        if settings.smtp_tls and port != IMPLICIT_TLS:
            server.starttls(context=context)
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
        yield server
    finally:
        _leave(server)


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except ERRORS:
        server.close()


def _address(name: str, email: str) -> Address:
    try:
        return Address(display_name=header(name), addr_spec=email.strip())
    except (ValueError, IndexError, MessageError) as error:
        raise Unaddressable(email) from error

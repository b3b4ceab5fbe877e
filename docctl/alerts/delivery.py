"""Delivering due mail: claim with a lease, look again at the right, send, note the outcome.

Sending and noting cannot be one act: a worker killed in between sends again after the lease, with
the same Message-ID. Without a mail server nothing is claimed; the notices wait in the app.
"""

import logging
import smtplib
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from email.message import EmailMessage

from config import Settings
from docctl import faults
from docctl.actors import SYSTEM
from docctl.alerts import queries, service, smtp
from docctl.alerts.folding import unfold
from docctl.alerts.rendering import Renderer
from docctl.alerts.service import Held
from docctl.identity import queries as identity
from docctl.runtime import Runtime

logger = logging.getLogger(__name__)
BATCH = 20

Connect = Callable[[Settings], AbstractContextManager[smtplib.SMTP]]


@dataclass(slots=True)
class Delivered:
    """What one pass did."""

    sent: int = 0
    put_off: int = 0
    dropped: int = 0


def deliver_due(
    runtime: Runtime,
    *,
    renderer: Renderer,
    connect: Connect = smtp.connection,
    limit: int = BATCH,
) -> Delivered:
    """Send the mails that are due, at most `limit`; a server that fails ends the pass."""
    outcome = Delivered()
    if not runtime.settings.smtp_host:
        return outcome
    with ExitStack() as stack:
        session = _Session(runtime.settings, connect, stack)
        for _ in range(limit):
            held = _claim(runtime)
            if held is None:
                break
            mail = _prepare(runtime, held, renderer)
            if mail is None:
                outcome.dropped += 1
            elif _send(runtime, held, mail, session):
                outcome.sent += 1
            else:
                outcome.put_off += 1
                if session.failed:
                    break
    return outcome


class _Session:
    """One session with the mail server for a whole pass, opened for the first mail."""

    def __init__(self, settings: Settings, connect: Connect, stack: ExitStack) -> None:
        self._settings, self._connect, self._stack = settings, connect, stack
        self._server: smtplib.SMTP | None = None
        self.failed = False

    def send(self, mail: EmailMessage) -> None:
        """Hand over a mail; anything but a refused recipient ends the session."""
        try:
            if self._server is None:
                self._server = self._stack.enter_context(self._connect(self._settings))
            self._server.send_message(mail)
        except smtplib.SMTPRecipientsRefused:
            raise
        except smtp.ERRORS:
            self.failed = True
            raise


def _send(runtime: Runtime, held: Held, mail: EmailMessage, session: _Session) -> bool:
    """Send one mail and note the outcome; say whether the server has taken it."""
    faults.reach("mail.before_send")
    try:
        session.send(mail)
    except smtp.ERRORS as error:
        logger.warning("mail %s was not taken: %s", held.id, error)
        with runtime.transaction(SYSTEM) as tx:
            service.put_off_mail(tx, message_id=held.id, error=f"{type(error).__name__}: {error}")
        return False
    faults.reach("mail.after_send")
    with runtime.transaction(SYSTEM) as tx:
        service.mark_sent(tx, message_id=held.id)
    return True


def _claim(runtime: Runtime) -> Held | None:
    """Take the next mail; only one, so that a slow server never outlasts the lease of another."""
    with runtime.transaction(SYSTEM) as tx:
        return service.claim_mail(tx, cap=runtime.settings.mail_cap)


def _prepare(runtime: Runtime, held: Held, renderer: Renderer) -> EmailMessage | None:
    """Write the mail, unless the recipient must not or cannot have it."""
    with runtime.reading() as session:
        user = identity.get_user(session, held.recipient_id)
        now = runtime.now()
        reason = ""
        if user.disabled_at is not None:
            reason = "the account is closed"
        elif not user.email:
            reason = "no address"
        elif not queries.may_be_told(session, held.id, actor=user.actor, now=now):
            reason = "the recipient may not see the subject"
        name, email, language = user.name, user.email, user.language
        params = unfold(session, held.params, actor=user.actor, now=now, renderer=renderer)
    if not reason:
        rendered = renderer.render(
            held.kind,
            params,
            language=language,
            version_id=held.version_id,
            document_id=held.document_id,
        )
        try:
            return smtp.compose(
                rendered,
                settings=runtime.settings,
                name=name,
                email=email,
                message_id=held.id,
                created_at=held.created_at,
                now=now,
            )
        except smtp.Unaddressable:
            reason = "the address is not valid"
    with runtime.transaction(SYSTEM) as tx:
        service.drop_mail(tx, message_id=held.id, reason=reason)
    return None

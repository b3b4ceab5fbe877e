"""Who is told of a campaign: each owner once, however many documents, also who joins later."""

from collections import defaultdict
from collections.abc import Collection

from docctl.actors import SYSTEM
from docctl.campaigns import queries
from docctl.campaigns.members import Member
from docctl.campaigns.models import Campaign
from docctl.campaigns.rules import AT_WORK
from docctl.outbox import Message
from docctl.runtime import Transaction

KIND = "campaign.opened"


def tell_owners(
    tx: Transaction, campaign: Campaign, *, document_ids: Collection[int] | None = None
) -> None:
    """Queue one message to every owner with something to do; who was told before is not again.

    With `document_ids` only the owners of those documents are looked at.
    """
    progress = queries.progress_of(
        tx.session,
        campaign,
        actor=SYSTEM,
        now=tx.now,
        document_ids=document_ids,
    )
    own: dict[int, list[Member]] = defaultdict(list)
    for one in progress.inside:
        if one.owner_id is not None and one.owner_id != tx.actor.id and one.stage in AT_WORK:
            own[one.owner_id].append(one)
    for user_id, members in sorted(own.items()):
        first = min(one.due_on for one in members)
        day = progress.effective_on
        tx.send(
            Message(
                to=user_id,
                kind=KIND,
                key=f"campaign:{campaign.id}",
                params={
                    "campaign": campaign.id,
                    "name": campaign.name,
                    "documents": len(members),
                    "due": first.isoformat(),
                    "on": "" if day is None else day.isoformat(),
                },
            )
        )

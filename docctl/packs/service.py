"""The acts of legal packs: the door to their verbs.

Keys and senders in `senders`, packs that go out in `making`, that come in in `receiving` and
`taking`, what a person decides in `conflicts`, the watched places in `watching`.
"""

from docctl.packs.conflicts import decide_conflicts
from docctl.packs.making import ensure_own_key, make_pack
from docctl.packs.receiving import dismiss_pack, note_refusal, receive_pack
from docctl.packs.senders import ask_for_sender, decide_sender, remove_sender
from docctl.packs.taking import start_taking
from docctl.packs.watching import start_looking, watch_address

__all__ = [
    "ask_for_sender",
    "decide_conflicts",
    "decide_sender",
    "dismiss_pack",
    "ensure_own_key",
    "make_pack",
    "note_refusal",
    "receive_pack",
    "remove_sender",
    "start_looking",
    "start_taking",
    "watch_address",
]

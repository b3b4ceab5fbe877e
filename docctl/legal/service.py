"""The register's acts: legal texts with their facts, and what they do to each other.

The door to their verbs: texts in `registering`, effects in `effects` and `proposing`, citations in
`bind` and `deciding`; files are in `importing`.
"""

from docctl.legal.bind import bind_version, decide_citation, rebind_for_texts
from docctl.legal.deciding import decide_alike
from docctl.legal.differences import accept_differences, reject_differences
from docctl.legal.effect_decisions import (
    change_effect,
    confirm_proposals,
    decide_effect,
    reject_proposals,
)
from docctl.legal.effects import (
    EffectSaid,
    confirm_effects,
    record_effects,
    withdraw_effect,
)
from docctl.legal.loose_effects import bind_loose_effects, choose_target
from docctl.legal.proposing import propose_effects
from docctl.legal.register_checks import state_check
from docctl.legal.registering import (
    complete_text,
    correct_text,
    decide_loose,
    register_meant,
    register_text,
)
from docctl.legal.requesting import follow_requests
from docctl.legal.rerun import start_rerun
from docctl.legal.superseding import supersede_effect

__all__ = [
    "EffectSaid",
    "accept_differences",
    "bind_loose_effects",
    "bind_version",
    "change_effect",
    "choose_target",
    "complete_text",
    "confirm_effects",
    "confirm_proposals",
    "correct_text",
    "decide_alike",
    "decide_citation",
    "decide_effect",
    "decide_loose",
    "follow_requests",
    "propose_effects",
    "rebind_for_texts",
    "record_effects",
    "register_meant",
    "register_text",
    "reject_differences",
    "reject_proposals",
    "start_rerun",
    "state_check",
    "supersede_effect",
    "withdraw_effect",
]

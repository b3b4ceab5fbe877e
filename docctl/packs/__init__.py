"""Legal packs: texts, effects and confirmations as one signed file between installations.

An office without network takes in what a higher agency has read and confirmed; see `docs/packs.md`.
"""

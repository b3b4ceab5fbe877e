"""The audit trail: an append-only chain in the same transaction as each act."""

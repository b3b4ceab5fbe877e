"""Campaigns: one change of law worked off over all documents it hurts, and the omnibus redraft."""

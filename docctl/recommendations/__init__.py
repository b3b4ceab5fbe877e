"""Recommended decisions: a higher agency says why a change of law hurts nothing, others adopt."""

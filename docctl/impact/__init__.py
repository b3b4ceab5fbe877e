"""Findings: which citations of effective versions a change of law hurts, and who must act."""

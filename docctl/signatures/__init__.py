"""Signatures: who vouched for which bytes, in which role, when, meaning what."""

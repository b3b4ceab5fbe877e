"""Notices in the app and the mails that carry them, from one table."""

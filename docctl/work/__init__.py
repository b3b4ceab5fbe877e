"""What runs outside a request: the kinds of background jobs, joined to the services."""

from docctl.work.registry import handlers

__all__ = ["handlers"]

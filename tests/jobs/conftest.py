from tests.impact.conftest import quiet

__all__ = ["quiet"]  # nothing else listens

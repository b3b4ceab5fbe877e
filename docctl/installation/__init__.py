"""The installation as a whole: its first run and the check of every invariant."""

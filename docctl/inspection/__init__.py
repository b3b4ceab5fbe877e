"""Inspection files: what was said of a document, by whom or by which rule, signed as a whole."""

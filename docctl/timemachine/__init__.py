"""The time machine: which version of a document counted on a day, and on which law it stood."""

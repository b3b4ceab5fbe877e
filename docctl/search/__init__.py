"""Search: one port, and the backends behind it.

The analyzer, the query and the snippet are pure; every backend uses the same three, so that a
query means the same whichever of them holds the index. An index gives keys, never rows: who may
see what is decided by the database, after the search and before the count.
"""

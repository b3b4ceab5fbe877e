"""The derived lists: nothing in them is typed twice, nothing in them is stored."""

"""Yearly lists of expired texts ("Danh mục VBQPPL hết hiệu lực …"): read, compared, confirmed.

Every ministry and province publishes one; for an office without network it is the most realistic
news of the law (`domain.md` §4.4).
"""

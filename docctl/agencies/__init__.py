"""Agencies, their units and the fields (lĩnh vực) their procedures belong to."""

"""Sample data of an invented commune, so that a fresh installation shows real work at once."""

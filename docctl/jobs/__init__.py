"""Long work in the background: imports with progress, from the same database, without a broker."""

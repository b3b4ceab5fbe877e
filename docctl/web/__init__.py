"""Pages: one module per blueprint over the services, and what all pages share."""

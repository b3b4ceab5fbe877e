"""Reading law text: clauses, the acts in them, the places and days they name. Pure."""

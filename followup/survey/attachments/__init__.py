"""Files as evidence: which are taken, where they lie, who fetches them."""

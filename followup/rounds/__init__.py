"""Open a round, invite, remind, watch."""

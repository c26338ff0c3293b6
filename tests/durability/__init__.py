"""Faults to survive: killed servers, locked databases, many savers at once."""

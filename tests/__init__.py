"""Proof that the portal does what its users count on; mirrors the code."""

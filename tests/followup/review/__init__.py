"""Beredningsgruppen reads across and judges."""

"""Proposals to the council: gathered from all sides, merged, weighed, ordered, put forward."""

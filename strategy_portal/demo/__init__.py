"""The demonstration: an invented year to walk through, and a door to sign in as any of the cast.

Exists only with `DEMO=1`, which settings refuse to combine with production's settings. What is
invented stands in `fixtures/demo/`; everything here carries it out through the rooms' own
actions, so that the example is made of the same rows as real use.
"""

"""Answers being written: saved, copied from last year, repeated, brought back."""

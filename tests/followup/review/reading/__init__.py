"""All answers are read across."""

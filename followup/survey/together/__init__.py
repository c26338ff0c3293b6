"""The people who answer together: who has which section, who is in it, who is named."""

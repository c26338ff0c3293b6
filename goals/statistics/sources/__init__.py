"""The sources that values are fetched from: how each is asked, and how its reply is read."""

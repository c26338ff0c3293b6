"""The coordinator tries the survey: a preview by type, and answers as the test organisation."""

"""The report's texts, written in place by the preparation group and the coordinators."""

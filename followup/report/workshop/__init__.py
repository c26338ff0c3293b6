"""The pages of those who make the report: texts, cover, parts, preview, its way to the public."""

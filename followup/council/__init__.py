"""Meetings, decisions, priorities, focus groups."""

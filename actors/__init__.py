"""Who: organisations and their mandates, people and their roles, bodies and seats, events."""

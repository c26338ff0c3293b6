"""Reading all answers across: what only shows when the organisations stand beside each other."""

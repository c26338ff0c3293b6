"""A report is made in the background: what it says, who waits for whom, what is stored."""

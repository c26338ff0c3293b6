"""From the check to what is frozen: sign-off, handing in, receipt, sent back, what changed."""

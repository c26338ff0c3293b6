"""What is asked of an organisation: each field, what may stand there, what is checked."""

"""What holds otherwise than a frozen report says: found, read, noted with a reason."""

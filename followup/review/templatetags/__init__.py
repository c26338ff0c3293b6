"""What the review's templates need beyond plain values."""

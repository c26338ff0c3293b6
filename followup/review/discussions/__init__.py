"""What those who compile the year ask each other, beside what it is about, until resolved."""

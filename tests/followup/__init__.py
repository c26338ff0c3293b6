"""Stories of the yearly follow-up."""

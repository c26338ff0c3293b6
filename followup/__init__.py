"""The year, in order, one room a step: rounds, survey, review, report, council."""

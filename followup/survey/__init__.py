"""The survey: submissions, sections, answers, interventions, receipt."""

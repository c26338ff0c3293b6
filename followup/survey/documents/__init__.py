"""Documents to keep or to pass on: the receipt, and the survey to circulate beforehand."""

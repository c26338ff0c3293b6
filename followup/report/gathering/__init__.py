"""From the year's rows to the report's snapshot: one module for each kind of part it is made of."""

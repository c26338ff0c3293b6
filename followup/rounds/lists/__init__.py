"""The lists a coordinator keeps, as a workbook out and in: who is invited, and whom to write to.

`kept.py` says what the lists hold now. `writing.py` makes the workbook: a sheet for each list, and
a signed word of what it said. `reading.py` finds what has been written in it, and every fault by
its cell. `comparing.py` holds that against the lists as they are now. `importing.py` keeps it
until somebody says yes, and then does all of it through the same acts as the pages.
"""

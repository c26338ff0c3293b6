"""Svara i Excel: an organisation's answers out as a workbook, and back in.

`writing.py` makes the workbook: a sheet for each section, a row for each question or part of one,
a table for what is repeated. `marker.py` is the signed word in it of what it is. `reading.py`
finds what has been filled in, by hidden keys and not by place, and every fault by its cell.
`comparing.py` holds that against the draft as it is now. `importing.py` keeps the proposal until
somebody says yes, and then saves all of it like any other answers. docs/workbook.md tells more.
"""

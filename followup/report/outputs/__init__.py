"""What the report leaves the portal as, besides its PDF: each made from a snapshot, nothing else.

`tables/` puts the year's data in tables once; the workbook, CSV and JSON write those, so that
a value is the same in all of them. `kinds.py` lists every kind of file.
"""

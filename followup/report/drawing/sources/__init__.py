"""Where every figure and sentence of the report comes from: its sources, numbered part by part.

Made from the snapshot and nothing else, so that a source never says more than the copy it stands
in: what `suppression.public_copy` hides is hidden here too. The numbers run through the report in
its own order and are the same on the screen, on paper, in Word and in the data files. Bodies and
organisations are named, never persons.
"""

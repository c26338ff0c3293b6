"""From a snapshot to pages: what each statement rests on, words, charts, HTML and PDF."""

"""A stand-in for Google Sheets v4 and the Drive v3 calls that go with it.

``api`` answers the methods, ``requests`` those of a ``batchUpdate``, ``staff`` is what people do by hand; below them a
spreadsheet (``book``) of sheets (``grid``) is kept in one SQLite file (``store``).

Where Google says nothing and nobody was found who tried, this is what was chosen:

- a sort moves cells, not rows: developer metadata stays in its row (``requests/sorting.py``, one switch);
- a copied sheet has none of the original's developer metadata;
- a data filter that selects nothing writes nothing and is not answered;
- values in the answer to a write come by rows or columns as they were sent;
- reading a range that only ends beyond the grid is cut to it, one that begins there is refused; a write is refused in
  both cases;
- what a person replaces by ``findReplace`` is taken as if it had been typed.

Formulas are worked out only as far as ``formula`` says; what Google can do beyond all this is refused with 501 and
counted.
"""

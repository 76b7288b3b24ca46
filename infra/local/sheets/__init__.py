"""A stand-in for Google Sheets v4 and the Drive v3 calls that go with it."""

"""The outbox: what has to reach people, sent once, in order, at the vendor's pace, with what became of it."""

# Columns that the system adds
sheet-key = Key
sheet-twin = Key (twin)
sheet-confirm = Confirm
sheet-remark = Remark

# What is wrong in a cell
sheet-formula-error = Column “{ $column }”: the formula gives the error { $value }.
sheet-no-choice = Column “{ $column }”: “{ $value }” does not fit. Possible: { $choices }.
sheet-no-tick = Column “{ $column }”: “{ $value }” is not a tick. Type “yes” or “no”.
sheet-no-date = Column “{ $column }”: “{ $value }” is not a date. Example: 25.12.2026 or 25.12.2026 14:30.
sheet-no-number = Column “{ $column }”: “{ $value }” is not a number.
sheet-systems-column = The system fills in these columns: { $columns }. What was typed ({ $value }) has been taken out and kept in the log.

# What is wrong with a row
sheet-copy = This is a copy of row { $key }. Delete it, or type “yes” into “Confirm” to make it a record of its own.
sheet-two-alike = Several rows bear the number { $key } and it is unclear which is the real one. Nothing was changed: keep one.
sheet-torn-key = The row’s number does not match its content. Nothing was changed: undo the last sort or paste (Ctrl+Z), or type “yes” into “Confirm” if the number is right.
sheet-stranger = There is no record { $key }. Delete the row, or type “yes” into “Confirm” to make a new record.
sheet-sorted-alone = It looks as if some columns were sorted without the others. Nothing was changed: undo the sort (Ctrl+Z), or type “yes” into “Confirm” if it is meant.
sheet-maybe-yours = After a broken connection we put the former value back here. If it was you who changed it, type it once more.
sheet-record-gone = Record { $key } is no longer there.
sheet-many-gone = { $count ->
    [one] { $count } row has
   *[other] { $count } rows have
} vanished from the tab “{ $tab }”. Nothing was archived: bring the rows back (File → Version history) or confirm the deletion.

# Troubles of ours
sheet-busy = Somebody else is changing the record; we shall try again by ourselves.
sheet-our-fault = It could not be processed because of a fault in the system; we know already. What was typed is kept.

# Answers from a cell
sheet-answer-sent = This answer has been sent here already. Change the text to write once more.
sheet-answer-elsewhere = This text was the answer in another row. If it belongs here too, type “yes” into “Confirm”.
sheet-answer-same = The same answer has appeared in several rows at once. To send it, type “yes” into “Confirm”.
sheet-answer-many = More than ten new answers have appeared at once. To send this one, type “yes” into “Confirm”.
sheet-answer-tick = To send the answer, type “yes” into “Confirm”.

# About the spreadsheet as a whole
sheet-tab-gone = The tab “{ $tab }” has been deleted. Bring it back: File → Version history. Until then these records are not shown.
sheet-restored = An earlier version of the tab “{ $tab }” has been restored. The rows are taken as they are, the values from the records: these are newer.
sheet-was-typed = What was typed: { $value }.
sheet-full = The spreadsheet is full (Google allows 10 million cells). No rows are added: delete tabs or columns you do not need.
sheet-header-back = The system has put the name of this column back: people know the column by it. Columns may be moved, hidden and added.
sheet-archive = Archive { $year }

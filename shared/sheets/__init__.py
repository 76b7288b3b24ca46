"""The Sheet as the staff's mirror of the records: rows found by key, columns by their mark, cells merged one by one."""

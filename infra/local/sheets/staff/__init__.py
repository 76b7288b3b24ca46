"""What people do in the spreadsheet with their own hands, and what they see of it."""

"""What two desks or more use; nothing here knows a desk."""

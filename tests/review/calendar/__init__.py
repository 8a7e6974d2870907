"""The calendar: its days, and each form of it."""

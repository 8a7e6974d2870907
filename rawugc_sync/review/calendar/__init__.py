"""The calendar: what is public when, as an agenda, as a page of its own, and for calendar programs."""

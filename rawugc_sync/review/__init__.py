"""What a brand team looks at before it says yes: the page, the comment, the calendar."""

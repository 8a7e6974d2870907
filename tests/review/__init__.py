"""What a brand team looks at before it says yes."""

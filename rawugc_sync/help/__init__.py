"""Help that is read: pages, messages by their codes, and where both are published."""

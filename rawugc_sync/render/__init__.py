"""Values → text: plans and diagnostics for the terminal, JSON and CI. Nothing here prints or decides."""

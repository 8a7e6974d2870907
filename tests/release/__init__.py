"""What is handed out: packages, the files around them, and old artefacts."""

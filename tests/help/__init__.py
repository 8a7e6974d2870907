"""Tests of what is read for help: messages by their codes, pages, commands, completion."""

"""What the files of a review are called; they are a review's alone in the folder that it is given."""

from __future__ import annotations

SAVED = "plan.out"
FILES = ("plan.json", SAVED, "page.html", "comment.md", "calendar.html", "calendar.ics")
INDEX = "index.html"
ALL = frozenset({*FILES, INDEX})

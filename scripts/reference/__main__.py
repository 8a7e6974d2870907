"""`python -m scripts.reference FOLDER`: writes what Zensical builds the site from."""

from __future__ import annotations

import sys
from pathlib import Path

from scripts.reference.site import write

write(Path(sys.argv[1]))

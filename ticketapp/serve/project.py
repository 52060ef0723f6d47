"""Where the checkout (or the image) keeps what is not Python: pages' sources and their build."""

from pathlib import Path

PROJECT = Path(__file__).parents[2]
FRONT_END = PROJECT / ".web" / "build" / "client"

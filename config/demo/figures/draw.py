"""Turns a few shapes and rows of invented figures into the pictures of the demonstration texts.

Run it as ``python -m config.demo.figures.draw``; it needs Pillow alone and
writes its PNG files beside itself. Same script, same pictures.
"""

from __future__ import annotations

from pathlib import Path

from config.demo.figures.charts import chart_flow, chart_repair, chart_revisions
from config.demo.figures.maps import cables, river
from config.demo.figures.scenes import harbour, ripples, seats

FOLDER = Path(__file__).parent
PICTURES = (cables, river, harbour, seats, ripples, chart_repair, chart_flow, chart_revisions)


def main() -> None:
    for draw in PICTURES:
        draw().save(FOLDER / f"{draw.__name__.replace('_', '-')}.png")


if __name__ == "__main__":
    main()

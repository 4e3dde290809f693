"""Each file in tests/data/effort is a story: history in, grid out, worked out by hand."""

from pathlib import Path

import pytest

from tests.services.mapper.test_store import pool
from tests.support.effort_files import Story

__all__ = ["pool"]

FILES = sorted((Path(__file__).parents[2] / "data" / "effort").glob("*.txt"))


@pytest.mark.parametrize("place", FILES, ids=lambda place: place.stem)
async def test_the_grid_is_what_was_worked_out_by_hand(pool, place):
    assert await Story(pool).tell(place.read_text()) == []


def test_there_are_stories_enough():
    assert len(FILES) > 25

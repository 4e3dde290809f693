import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.mapper.effort.apportion import apportion


@pytest.mark.parametrize(
    ("whole", "weights", "parts"),
    [
        (10_000, [10, 2], [8333, 1667]),
        (10_000, [1, 1, 1], [3334, 3333, 3333]),
        (10_000, [1, 1, 1, 1, 1, 1], [1667, 1667, 1667, 1667, 1666, 1666]),
        (10, [7, 0, 7], [5, 0, 5]),
        (1, [1, 2], [0, 1]),
        (0, [1, 2], [0, 0]),
    ],
)
def test_what_is_left_goes_to_the_largest_remainders_then_to_the_first(whole, weights, parts):
    assert apportion(whole, weights) == parts


@given(
    st.integers(0, 10**6),
    st.lists(st.integers(0, 10**12), min_size=1, max_size=40).filter(any),
)
def test_parts_sum_to_the_whole_and_are_less_than_one_off(whole, weights):
    parts = apportion(whole, weights)
    assert sum(parts) == whole
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - whole * weight) < sum(weights)
        assert weight or not part

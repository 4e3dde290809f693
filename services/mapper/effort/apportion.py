"""mapper: a whole number → whole parts in given proportions, by largest remainder; pure."""

from collections.abc import Sequence


def apportion(whole: int, weights: Sequence[int]) -> list[int]:
    """Give parts that sum to the whole, each less than one away from its exact share.

    What is left over after rounding down goes to the largest remainders, among equal ones to the
    first. Weights are not negative and not all zero.
    """
    total = sum(weights)
    exact = [divmod(whole * weight, total) for weight in weights]
    parts = [part for part, _ in exact]
    left = whole - sum(parts)
    if left:
        by_remainder = sorted(range(len(exact)), key=lambda place: -exact[place][1])
        for place in by_remainder[:left]:
            parts[place] += 1
    return parts

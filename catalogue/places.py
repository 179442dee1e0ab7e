"""Distances between places on the globe. Pure."""

from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

EARTH_KM = 6371.0


class Place(NamedTuple):
    """A point by latitude and longitude in degrees."""

    latitude: float
    longitude: float


def read_place(text: str) -> Place | None:
    """Return the place of «55.79,49.12»; None when it is not one."""
    first, _, second = text.partition(",")
    try:
        place = Place(float(first), float(second))
    except ValueError:
        return None
    good = -90 <= place.latitude <= 90 and -180 <= place.longitude <= 180
    return place if good else None


def distance_km(one: Place, other: Place) -> float:
    """Return the great-circle distance."""
    a, b, c, d = map(radians, (*one, *other))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def distance_in_words(km: float) -> str:
    """Return «350 м», «1,2 км», «48 км»."""
    if km < 1:
        return f"{max(1, round(km * 20)) * 50} м"
    return f"{km:.1f} км".replace(".", ",") if km < 10 else f"{round(km)} км"

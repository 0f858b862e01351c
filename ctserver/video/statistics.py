"""What is counted of feeds."""

from dataclasses import dataclass


@dataclass
class FeedStatistics:
    """Counters since the feed was opened; pictures left out are those that could not be made in time."""

    pictures: int = 0
    bytes: int = 0
    skipped: int = 0


@dataclass
class ProductionStatistics:
    """Pictures by how they were made, and the time that took in nanoseconds.

    `unspliceable` says why the newest of the scenes that could not be spliced is coded live; "" if there was none.
    """

    spliced: int = 0
    live: int = 0
    spliced_ns: int = 0
    live_ns: int = 0
    unspliceable: str = ""

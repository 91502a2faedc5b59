"""The figures of calls, and the table that is made of them."""

import statistics
from dataclasses import dataclass


@dataclass
class Call:
    """What was measured in one call. Times in ms, memory in MiB."""
    connected: float
    first_frame: float
    delays: list  # of the pictures of both ends
    processor: float  # seconds a second, both ends
    memory: list  # of each end
    rate: float  # kbit/s of video, mean of both ends
    frames: float  # a second, mean of both ends
    sizes: set

    @property
    def delay(self):
        return quantile(self.delays, 0.5)

    @property
    def delay_p95(self):
        return quantile(self.delays, 0.95)

    @property
    def end_memory(self):
        return max(self.memory)


def quantile(values, part):
    ordered = sorted(values)
    return ordered[round(part * (len(ordered) - 1))]


def readable(readings, begin, end):
    """The delays of [time, delay] within the window; fails when hardly a picture could be read."""
    within = [delay for at, delay in readings if begin <= at <= end]
    read = [delay for delay in within if delay >= 0]
    assert len(read) >= 0.9 * len(within) > 0, f"{len(read)} of {len(within)} pictures readable"
    return read


class Table:
    def __init__(self):
        self._rows = []

    def compare(self, what, unit, field, ours, theirs, wished="", digits=0):
        """A row with the median and the worst of that field of all calls."""
        def words(calls):
            values = [getattr(call, field) for call in calls]
            return f"{statistics.median(values):.{digits}f} (worst {max(values):.{digits}f}) {unit}"

        medians = [statistics.median(getattr(call, field) for call in calls)
                   for calls in (ours, theirs) if calls]
        ratio = f"{medians[0] / medians[1]:.2f}" if len(medians) == 2 else ""
        self.add(what, words(ours), words(theirs) if theirs else "", ratio, wished)

    def add(self, what, ours, theirs="", ratio="", wished=""):
        self._rows.append((what, ours, theirs, ratio, wished))

    def __str__(self):
        head = ("", "p2pcall", "Chromium", "ratio", "wished")
        lines = [head, ("---",) * len(head), *self._rows]
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)

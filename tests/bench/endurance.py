"""Many calls between the same two programs: what stays behind."""

from dataclasses import dataclass

import native
import usage

FIRST, TENTH = 1, 10


@dataclass
class End:
    threads: list  # after the first call, after the last
    descriptors: list
    memory: list  # MiB, after the tenth call, after the last
    own_memory: list  # without the part that is shared with others


def measure(build, server, folder, calls):
    """What the caller and the callee held after so many calls."""
    with native.ends(build, server, folder) as two:
        held = [End([], [], [], []) for _ in two.both]
        for number in range(1, calls + 1):
            two.call(number)
            two.hang_up(number)
            if number in (FIRST, TENTH, calls):
                for end, one in zip(held, two.both):
                    _look(end, one.process.pid, number)
    return held


def _look(end, pid, number):
    threads, descriptors = usage.at_rest(pid)
    if number != FIRST:
        end.memory.append(usage.memory(pid))
        end.own_memory.append(usage.own_memory(pid))
    if number != TENTH:
        end.threads.append(threads)
        end.descriptors.append(descriptors)

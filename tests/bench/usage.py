"""What processes use, read from /proc."""

import os
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
MIB = 1024  # in KiB


def tree(pid):
    """The process and all its descendants."""
    children = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = _fields(stat)
        if fields:
            children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def processor_seconds(pid):
    """Of the process, its descendants, and those of them that have ended."""
    used = 0
    for one in tree(pid):
        fields = _fields(Path(f"/proc/{one}/stat"))
        used += sum(int(field) for field in fields[11:15]) if fields else 0
    return used / TICKS


def memory(pid):
    """MiB: each page counted by its share (PSS), of the process and its descendants."""
    return sum(_rollup(one, "Pss") for one in tree(pid)) / MIB


def own_memory(pid):
    """MiB that belong to no file: what others run does not change it, as it does PSS."""
    return _rollup(pid, "Pss_Anon") / MIB


def _rollup(pid, key):
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0  # it has ended
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{key}:")), 0)


def threads(pid):
    return len(os.listdir(f"/proc/{pid}/task"))


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def at_rest(pid, still=2, patience=40):
    """(threads, descriptors) once neither has changed for `still` seconds."""
    now = last = time.monotonic()
    end, seen = now + patience, None
    while now < end and now - last < still:
        current = threads(pid), descriptors(pid)
        if current != seen:
            seen, last = current, now
        time.sleep(0.1)
        now = time.monotonic()
    return seen


def _fields(stat):
    """From the third on: the second, the name, may hold blanks."""
    try:
        return stat.read_text().rpartition(")")[2].split()
    except OSError:
        return None

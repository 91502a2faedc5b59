"""A `p2pcall --events` as a process: its events are awaited, its commands are told."""

import json

from lines import Program

QUIET = ["--pipeline", "headless"]


class Peer(Program):
    def __init__(self, build, name, server, *options, **more):
        self.name = name
        self.events = []
        command = [build / "p2pcall", "--events", "--peer", name]
        if server:
            command += ["--server", server.wire]
        super().__init__([*command, *options], self._hear, **more)

    def _hear(self, line):
        self.events.append(json.loads(line))

    def wait_for(self, event, timeout=20, **fields):
        """The first event of that name and with those fields."""
        def found():
            return next((it for it in self.events if it["event"] == event and
                         all(it.get(key) == value for key, value in fields.items())), None)
        return self.wait_until(found, timeout, f"{self.name}: event {event} {fields or ''}")

    def wait_for_number(self, event, number, timeout=20):
        """Until that event has come so many times."""
        self.wait_until(
            lambda: sum(it["event"] == event for it in self.events) >= number or None,
            timeout, f"{self.name}: event {event} number {number}")

    def wait_for_stats(self, holds, timeout=20):
        """The first `stats` event of which holds(event) is true."""
        def found():
            return next((it for it in self.events if it["event"] == "stats" and holds(it)), None)
        return self.wait_until(found, timeout, f"{self.name}: stats as asked for")

    def has(self, event):
        return any(it["event"] == event for it in self.events)

    def tell(self, **command):
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()

    def quit(self, timeout=15):
        """Ends it in the friendly way; the exit status."""
        self.tell(do="quit")
        return self.wait(timeout)

    def story(self):
        tail = "\n  ".join(json.dumps(it) for it in self.events if it["event"] != "stats")
        return f"{self.name} said:\n  {tail}\n{super().story()}"


def assert_connected(*peers):
    for one in peers:
        one.wait_for("connected")
        for medium in ("video", "audio"):
            one.wait_for("first-frame", media=medium)

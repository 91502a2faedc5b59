"""A program under test, whose output is read line by line while it runs."""

import re
import subprocess
import threading
import time
from collections import deque


class Program:
    """Starts `command`; `heard` is called with each line of its standard output, on a thread. The
    last `keep` lines of its standard error are kept; None: all."""

    def __init__(self, command, heard, env=None, keep=200):
        self._arrived = threading.Condition()
        self.errors = deque(maxlen=keep)
        self.process = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, errors="replace", bufsize=1, env=env)
        self._threads = [
            threading.Thread(target=self._read, args=(self.process.stdout, heard), daemon=True),
            threading.Thread(target=self._read, args=(self.process.stderr, self.errors.append),
                             daemon=True)]
        for thread in self._threads:
            thread.start()

    def _read(self, pipe, heard):
        for line in pipe:
            with self._arrived:
                heard(line.rstrip("\n"))
                self._arrived.notify_all()
        with self._arrived:
            self._arrived.notify_all()

    def wait_until(self, found, timeout, what):
        """What `found()` returns, as soon as it is not None; looks again at each line."""
        end = time.monotonic() + timeout
        with self._arrived:
            while (result := found()) is None:
                left = end - time.monotonic()
                if left <= 0 or not self._is_talking():
                    raise AssertionError(f"{what} did not come\n{self.story()}")
                self._arrived.wait(min(left, 1))
        return result

    def _is_talking(self):
        return any(thread.is_alive() for thread in self._threads)

    def wait(self, timeout=15):
        """The exit status, once all that was printed has been read."""
        try:
            status = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"did not end within {timeout} s\n{self.story()}") from None
        for thread in self._threads:
            thread.join(5)
        return status

    def stop(self, patience=10):
        """Asks it to end; after `patience` seconds makes it."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def story(self):
        return "standard error:\n  " + "\n  ".join(list(self.errors)[-40:])


def one_sentence(text):
    """The last line of standard error, which says what was wrong."""
    last = text.strip().splitlines()[-1]
    assert re.match(r"p2pcall: \S.{15,}", last), text
    return last

"""Calls between two Chromium at the guest page, and what they cost."""

import statistics
import time
from contextlib import ExitStack
from pathlib import Path

import figures
import usage
from browser import Browser

CAMERA = (Path(__file__).parent / "camera.js").read_text()
NAMES = ("anna", "ben")
SETTLE = 2  # s, as in native.py
FLAGS = ["--disable-features=BackForwardCache"]  # else the pages of earlier calls are kept


class Ends:
    """Two Chromium, which stay open from call to call; the pages are loaded anew for each."""

    def __init__(self, folder):
        self._started = ExitStack()
        self.browsers = [self._start(folder / name) for name in NAMES]
        self.version = self.browsers[0].driver.capabilities["browserVersion"]
        self._pids = [self._pid(browser) for browser in self.browsers]

    def _start(self, folder):
        folder.mkdir(parents=True)
        browser = Browser(folder, first=None, flags=FLAGS)
        self._started.callback(browser.quit)
        browser.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": CAMERA})
        return browser

    @staticmethod
    def _pid(browser):
        """Of Chromium's first process, whose ancestor is the driver."""
        return usage.tree(browser.driver.service.process.pid)[1]

    def measure(self, server, seconds):
        caller, callee = pages = [browser.open(server) for browser in self.browsers]
        for page, name in zip(pages, NAMES):
            page.go_online(name)
        caller.wait_for_person(NAMES[1])
        time.sleep(SETTLE)
        caller.call(NAMES[1])
        for page in pages:
            page.wait_until("document.documentElement.dataset.pictures === 'come'")
        time.sleep(SETTLE)
        result = self._watch(pages, seconds)
        caller.press("Hang up")
        callee.wait_for_state("ended")
        for page in pages:
            page.driver.get("about:blank")
        return result

    def _watch(self, pages, seconds):
        before = [_received(page) for page in pages]
        begin, used = time.time(), self._processor_seconds()
        time.sleep(seconds)
        end, used = time.time(), self._processor_seconds() - used
        memory = [usage.memory(pid) for pid in self._pids]
        after = [_received(page) for page in pages]
        delays = [delay for page in pages for delay in figures.readable(
            page.driver.execute_script("return bench.readings"), begin * 1000, end * 1000)]
        times = pages[0].driver.execute_script(
            "return [bench.connected - bench.accepted, bench.firstFrame - bench.accepted]")

        def mean(field):
            return statistics.mean((b[field] - a[field]) / (b["at"] - a["at"])
                                   for a, b in zip(before, after))
        return figures.Call(*times, delays, used / (end - begin), memory,
                            rate=mean("bytes") * 8 / 1000, frames=mean("frames"),
                            sizes={it["size"] for it in after})

    def _processor_seconds(self):
        return sum(usage.processor_seconds(pid) for pid in self._pids)

    def stop(self):
        self._started.close()


def _received(page):
    return page.driver.execute_async_script(
        "bench.received().then((it) => arguments[0]({...it, at: Date.now() / 1000}))")

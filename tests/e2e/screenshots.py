#!/usr/bin/python3
"""Takes pictures of the guest page: screenshots.py FOLDER. Light and dark, wide and as wide as a
telephone, in the states that people see. For looking at, not a test."""

import os
import sys
import tempfile
from pathlib import Path

from browser import Browser
from server import Server

SIZES = {"wide": (1100, 800), "phone": (390, 844)}
SCHEMES = ["light", "dark"]


def take(page, folder, name):
    for size, (width, height) in SIZES.items():
        page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == "phone"})
        for scheme in SCHEMES:
            page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
                "features": [{"name": "prefers-color-scheme", "value": scheme}]})
            page.driver.save_screenshot(str(folder / f"{name}-{size}-{scheme}.png"))


def take_all(server, anna, ben, folder):
    page, other = anna.open(server), ben.open(server)
    take(page, folder, "1-entry")
    page.go_online("anna")
    page.self_view_plays()
    take(page, folder, "2-alone")
    other.go_online("ben")
    page.wait_for_person("ben")
    other.call("anna")
    page.wait_for_state("ringing")
    take(page, folder, "3-ringing")
    page.press("Answer")
    page.wait_for_state("connected")
    page.read_counter()
    page.press("Mute microphone")
    take(page, folder, "4-connected")
    other.press("Hang up")
    page.wait_for_state("ended")
    take(page, folder, "5-ended")
    page.call("carol")
    take(page, folder, "6-waiting")


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    root = Path(__file__).resolve().parents[2]
    build = Path(os.environ.get("P2PCALL_BUILD", root / "build")).resolve()
    started = []
    with tempfile.TemporaryDirectory() as anna, tempfile.TemporaryDirectory() as ben:
        try:
            server = Server(build)
            started += [server.stop]
            browsers = [Browser(Path(anna)),
                        Browser(Path(ben), tone=600)]
            started += [one.quit for one in browsers]
            take_all(server, *browsers, folder)
        finally:
            for stop in reversed(started):
                stop()


if __name__ == "__main__":
    main()

"""A headless Chromium with the guest page, used as people use it: by labels and names."""

import asyncio
import contextlib
import json
import shutil
from pathlib import Path

import websockets
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.keys import Keys

import picture
import sound

FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--autoplay-policy=no-user-gesture-required",
    "--window-size=1100,800",
]
ANSWERS = {  # to the question whether the page may use the devices
    "given": "--use-fake-ui-for-media-stream",
    "refused": "--use-fake-ui-for-media-stream=deny",
}
INSECURE_NAME = "insecure.example"
HERE = Path(__file__).parent
PROBES = (HERE / "probes.js").read_text()
# Keeps the peer connection that the page makes next.
KEEP_CONNECTION = """
const {setLocalDescription} = RTCPeerConnection.prototype;
RTCPeerConnection.prototype.setLocalDescription = function (...words) {
  window.keptConnection = this;
  return setLocalDescription.apply(this, words);
};"""
# Statistics are read again and again: no event tells that they have changed.
READ_STATS = """(async (fields, holds, limit) => {
  const isMeant = (it) => Object.entries(fields).every(([key, value]) => it[key] === value);
  for (const end = performance.now() + limit; performance.now() < end;) {
    const report = await window.keptConnection.getStats();
    const codec = ({codecId}) => report.get(codecId)?.mimeType.split('/')[1];
    const found = [...report.values()].find((it) => isMeant(it) && holds(it));
    if (found) return {...found, codec: codec(found)};
    await new Promise((tell) => setTimeout(tell, 200));
  }
  return null;
})"""


class Browser:
    """One Chromium. Its camera counts from `first` (None: no camera), its microphone hears `tone`
    Hz; `permission` is given, refused, or as the `settings` say."""

    def __init__(self, folder, *, first=0, tone=1000, permission="given", flags=(), prefs=None):
        options = webdriver.ChromeOptions()
        options.accept_insecure_certs = True
        devices = self._devices(folder, first, tone)
        for flag in [*FLAGS, *devices, f"--user-data-dir={folder}/profile", *flags]:
            options.add_argument(flag)
        if permission != "settings":
            options.add_argument(ANSWERS[permission])
        options.add_argument(f"--host-resolver-rules=MAP {INSECURE_NAME} 127.0.0.1")
        options.add_experimental_option("prefs", prefs or {})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self._drivers = []
        self._drive(options)

    @staticmethod
    def _devices(folder, first, tone):
        if first is None:
            return ["--use-fake-device-for-media-stream=device-count=0"]
        film = picture.write_y4m(folder / "camera.y4m", first=first)
        tune = sound.write_tone(folder / "microphone.wav", tone)
        return ["--use-fake-device-for-media-stream=fps=30",
                f"--use-file-for-fake-video-capture={film}",
                f"--use-file-for-fake-audio-capture={tune}"]

    def _drive(self, options):
        self.driver = webdriver.Chrome(
            service=Service(shutil.which("chromedriver")), options=options)
        self.driver.set_page_load_timeout(30)
        self._drivers.append(self.driver)

    def crash(self):
        """The page's process dies without a word; it is loaded again in the same tab."""
        address = self.driver.capabilities["goog:chromeOptions"]["debuggerAddress"]
        tab = f"ws://{address}/devtools/page/{self.driver.current_window_handle}"
        with contextlib.suppress(WebDriverException):
            self.driver.execute_cdp_cmd("Page.crash", {})
        asyncio.run(load_again(tab))
        # A driver gives up a tab that has crashed: another takes over.
        options = webdriver.ChromeOptions()
        options.add_experimental_option("debuggerAddress", address)
        self._drive(options)
        return Page(self)

    def open(self, server, path="/", host="127.0.0.1"):
        self.driver.get(server.url.replace("127.0.0.1", host) + path)
        return Page(self)

    def quit(self):
        """Leaves the page first, as people do: a browser that is killed keeps its name for 60 s."""
        try:
            self.driver.get("about:blank")
            for driver in reversed(self._drivers):  # the first one ends Chromium
                driver.quit()
        finally:
            for driver in self._drivers:
                if driver.service.process and driver.service.process.poll() is None:
                    driver.service.process.kill()


async def load_again(tab):
    """Tells a tab so by its debugging address; returns when it is done."""
    is_loaded = "new Promise((tell) => document.readyState === 'complete' ? tell() : " \
                "addEventListener('load', () => tell()))"
    commands = [{"id": 1, "method": "Page.reload"},
                {"id": 2, "method": "Runtime.evaluate",
                 "params": {"expression": is_loaded, "awaitPromise": True}}]
    async with websockets.connect(tab, max_size=None) as socket:
        for command in commands:
            await socket.send(json.dumps(command))
            answer = None
            while answer is None or answer.get("id") != command["id"]:
                answer = json.loads(await asyncio.wait_for(socket.recv(), 20))
            assert "error" not in answer, answer


class Page:
    def __init__(self, browser):
        self.browser = browser
        self.driver = browser.driver

    # ---- What a person does.

    def button(self, name):
        """The one button of that accessible name that can be seen; None when there is none."""
        return self._one("button", name)

    def field(self, label):
        return self._one("input", label)

    def _one(self, tag, name):
        found = [it for it in self.driver.find_elements("css selector", tag)
                 if it.is_displayed() and it.accessible_name == name]
        assert len(found) <= 1, f"more than one {tag} is called {name}"
        return found[0] if found else None

    def press(self, name):
        self.button(name).click()

    def fill(self, label, text):
        field = self.field(label)
        field.clear()
        field.send_keys(text)
        return field

    def go_online(self, name):
        self.fill("Your name", name).send_keys(Keys.ENTER)
        self.wait_until(f"document.documentElement.dataset.name === '{name}'")

    def call(self, peer):
        self.fill("Call whom", peer)
        self.press("Call")

    # ---- What a person sees.

    @property
    def state(self):
        return self.driver.find_element("css selector", "html").get_attribute("data-state")

    @property
    def status(self):
        return self.driver.find_element("css selector", "[role=status]").text

    def wait_for_state(self, state, timeout=20):
        self.wait_until(f"document.documentElement.dataset.state === '{state}'", timeout)

    def wait_for_words(self, *words, timeout=20):
        """Until the status line holds all of `words`."""
        text = "document.querySelector('[role=status]').innerText"
        self.wait_until(" && ".join(f"{text}.includes({word!r})" for word in words), timeout)

    def wait_for_person(self, name):
        self.wait_until(f"document.querySelector('[data-peer=\"{name}\"]') !== null")

    def wait_until(self, expression, timeout=20):
        """Until that JavaScript is true; it is looked at at each change of the document."""
        if not self._run(f"wait(() => {expression}, {timeout * 1000})", timeout + 5):
            raise AssertionError(f"{expression} did not become true\n{self.story()}")

    def note_when(self, expression):
        """Remembers that this JavaScript came true, however briefly; see wait_for_note()."""
        self.driver.execute_script(
            f"{PROBES}\nwait(() => {expression}, 20000)"
            ".then((came) => { document.body.dataset.noted = came; });")

    def wait_for_note(self):
        self.wait_until("document.body.dataset.noted === 'true'")

    def press_when(self, name, expression):
        """Presses that button at the very moment when this JavaScript is true."""
        self.driver.execute_script(
            f"{PROBES}\nwait(() => {expression}, 20000)"
            ".then((came) => { if (came) arguments[0].click(); });", self.button(name))

    def self_view_plays(self):
        return self._run("playsPicture(document.querySelector('#self'))", 15)

    def read_counter(self, within=None, pictures=20):
        """Reads the numbers in the next pictures of the other, which must count up."""
        cells = self._run(f"readCells(document.querySelector('#remote'), {pictures})", 30)
        picture.assert_counts_up([picture.number_of(it) for it in cells], within)

    def assert_sees_and_hears(self, first, tone):
        """That the other's picture counts on in a film from `first`, and sounds as `tone`."""
        self.read_counter(range(first, first + picture.FILM))
        sound.assert_tone(self.read_tone(), tone)

    def wait_until_dark(self):
        self._run("brightness(document.querySelector('#remote'), (it) => it < 40)", 30)

    def wait_until_bright(self):
        self._run("brightness(document.querySelector('#remote'), (it) => it > 60)", 30)

    def read_tone(self, within=15):
        """The loudest frequency of the other's sound; None when it stays silent for `within` s."""
        stream = "document.querySelector('#remote').srcObject"
        return self._run(f"readTone({stream}, {within * 1000})", within + 15)

    # ---- What the browser knows (webrtc-stats).

    def keep_connection(self):
        """From now on, the statistics of the next call's connection can be asked for."""
        self.driver.execute_script(KEEP_CONNECTION)

    def wait_for_stats(self, holds, timeout=20, **fields):
        """The statistics with those fields, as soon as that JavaScript is true of `it`. Their
        `codec` is its name."""
        found = self._run(f"{READ_STATS}({json.dumps(fields)}, (it) => {holds}, {timeout * 1000})",
                          timeout + 5)
        assert found, f"{holds} did not become true of the statistics {fields}\n{self.story()}"
        return found

    def _run(self, call, timeout):
        self.driver.set_script_timeout(timeout)
        result = self.driver.execute_async_script(
            f"const done = arguments[arguments.length - 1];\n{PROBES}\n"
            f"(async () => ({{value: await {call}}}))()"
            ".then(done, (error) => done({error: String(error)}));")
        assert "error" not in result, f"{call}: {result['error']}"
        return result["value"]

    def story(self):
        log = "\n  ".join(entry["message"] for entry in self.driver.get_log("browser"))
        return f"state {self.state}, status: {self.status}\nconsole:\n  {log}"

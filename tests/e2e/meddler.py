"""A server in the middle: hands everything on to the real one, and changes what clients say."""

import asyncio
import contextlib
import copy
import http
import json
import re
import threading
import urllib.error
import urllib.request

import websockets
from websockets.legacy.client import connect  # Debian 12 and 13 both have it
from websockets.legacy.server import serve

PROTOCOL = "p2pcall.v1"
FINGERPRINT = re.compile(r"(a=fingerprint:sha-256 )([0-9A-Fa-f]{2})")
CANDIDATES = re.compile(r"a=candidate:.*\r\n")
KEPT_HEADERS = ("Content-Type", "Content-Security-Policy")


class Meddler:
    """`change(message)` gives what the server gets instead of a client's message; None: nothing.
    Messages of the type `crossing` wait until two clients have said one."""

    def __init__(self, server, change=lambda message: message, crossing=None):
        self._server, self._change = server, change
        self._crossing, self._said = crossing, 0
        self._clients = set()
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(10), "the meddler did not start"
        self.url = f"http://127.0.0.1:{self.port}"
        self.wire = f"ws://127.0.0.1:{self.port}/ws"

    def stop(self):
        self._loop.call_soon_threadsafe(self._over.set_result, None)
        self._thread.join(10)

    def _run(self, ready):
        self._loop.run_until_complete(self._serve(ready))
        self._loop.close()

    async def _serve(self, ready):
        self._over = self._loop.create_future()
        self._crossed = asyncio.Event()
        async with serve(self._carry, "127.0.0.1", 0, subprotocols=[PROTOCOL],
                         process_request=self._page, max_size=None) as front:
            self.port = front.sockets[0].getsockname()[1]
            ready.set()
            await self._over

    def lead_to(self, server):
        """Hands everything on to another server from now on, which knows nobody."""
        self._server = server
        self.cut()

    def cut(self):
        """Breaks the connections of all clients, without a word."""
        def abort():
            for client in self._clients:
                client.transport.abort()
        self._loop.call_soon_threadsafe(abort)

    async def _carry(self, client, _path=None):
        self._clients.add(client)
        try:
            await self._connect(client)
        finally:
            self._clients.discard(client)

    async def _connect(self, client):
        async with connect(self._server.wire, subprotocols=[PROTOCOL]) as real:
            ways = [asyncio.ensure_future(self._pass_to_server(client, real)),
                    asyncio.ensure_future(self._pass_back(real, client))]
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            await real.close(_sendable(client.close_code))
            for way in ways:
                way.cancel()

    async def _pass_to_server(self, client, real):
        with contextlib.suppress(websockets.ConnectionClosed):
            async for text in client:
                message = self._change(json.loads(text))
                if message is None:
                    continue
                if message["type"] == self._crossing:
                    await self._wait_for_the_other()
                await real.send(json.dumps(message))

    async def _wait_for_the_other(self):
        self._said += 1
        if self._said >= 2:
            self._crossed.set()
        await self._crossed.wait()

    @staticmethod
    async def _pass_back(real, client):
        with contextlib.suppress(websockets.ConnectionClosed):
            async for text in real:
                await client.send(text)

    async def _page(self, path, headers):
        if path == "/ws":
            return None
        return await self._loop.run_in_executor(None, self._fetch, path, headers["Host"])

    def _fetch(self, path, host):
        request = urllib.request.Request(self._server.url + path, headers={"Host": host})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                headers = [(name, answer.headers[name]) for name in KEPT_HEADERS]
                return http.HTTPStatus.OK, headers, answer.read()
        except urllib.error.HTTPError as error:
            return http.HTTPStatus(error.code), [], b""


def _sendable(code):
    """1006 says that there was no close, and may not be said."""
    return code if code in (1000, 1001) or (code or 0) >= 3000 else 1001


def with_another_key(type_of_message):
    """Changes the announced key in messages of that type: it is not the one of the handshake."""
    def change(message):
        if message["type"] == type_of_message:
            description = message["description"]
            description["sdp"] = FINGERPRINT.sub(_other_byte, description["sdp"])
        return message
    return change


def _other_byte(found):
    return f"{found.group(1)}{int(found.group(2), 16) ^ 0xFF:02X}"


def with_addresses(place):
    """Changes where candidates lead: place(message, (address, port)) gives another (address, port),
    or None for a candidate that shall not arrive. Only UDP is left."""
    def change(message):
        if "description" in message:
            description = message["description"]
            description["sdp"] = CANDIDATES.sub("", description["sdp"])
        candidate = message.get("candidate")
        return message if is_last(candidate) else placed(message)

    def is_last(candidate):
        return not candidate or not candidate["candidate"]

    def placed(message):
        candidate = message["candidate"]
        words = candidate["candidate"].split(" ")
        if words[2].lower() != "udp":
            return None
        address = place(message, (words[4], int(words[5])))
        if address is None:
            return None
        words[4:6] = map(str, address)
        candidate["candidate"] = " ".join(words)
        return message
    return change


class Wiretap:
    """What clients say, as it goes by; it is given to a Meddler as its `change`. `change` may
    change it then."""

    def __init__(self, change=lambda message: message):
        self.said = []
        self._change = change
        self._heard = threading.Condition()

    def __call__(self, message):
        with self._heard:
            self.said.append(copy.deepcopy(message))
            self._heard.notify_all()
        return self._change(message)

    def wait_for(self, wanted, timeout=20, **fields):
        """The first message of that type and with those fields."""
        def found():
            return next((it for it in self.said if it["type"] == wanted and
                         fields.items() <= it.items()), None)
        with self._heard:
            assert self._heard.wait_for(found, timeout), f"nobody said {wanted} {fields}"
            return found()

"""A server in the middle: hands everything on to the real one, and changes what clients say."""

import asyncio
import contextlib
import http
import json
import re
import threading
import urllib.error
import urllib.request

import websockets

PROTOCOL = "p2pcall.v1"
FINGERPRINT = re.compile(r"(a=fingerprint:sha-256 )([0-9A-Fa-f]{2})")
KEPT_HEADERS = ("Content-Type", "Content-Security-Policy")


class Meddler:
    """`change(message)` gives what the server gets instead of a client's message. Messages of the
    type `crossing` wait until two clients have said one."""

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
        async with websockets.serve(self._carry, "127.0.0.1", 0, subprotocols=[PROTOCOL],
                                    process_request=self._page, max_size=None) as front:
            self.port = front.sockets[0].getsockname()[1]
            ready.set()
            await self._over

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
        async with websockets.connect(self._server.wire, subprotocols=[PROTOCOL]) as real:
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

"""The signalling server as a process."""

import re
import subprocess

from lines import Program

URL = re.compile(r"https?://[^\s]+:\d+")


class Server(Program):
    def __init__(self, build, *options, port=0):
        self._lines = []
        command = [build / "p2pcall-signalling", "--listen", f"127.0.0.1:{port}", *options]
        super().__init__(command, self._lines.append)
        self.url = self.wait_until(self._printed_url, 10, "the address of the server").rstrip("/")

    def _printed_url(self):
        said = "\n".join([*self._lines, *self.errors])
        found = URL.search(said)
        return found.group(0) if found else None

    @property
    def port(self):
        return int(self.url.rsplit(":", 1)[1])

    @property
    def wire(self):
        """The address for --server."""
        return re.sub("^http", "ws", self.url) + "/ws"


def self_signed(folder):
    """A certificate for 127.0.0.1 that nobody vouches for: (certificate, key)."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True)
    return certificate, key

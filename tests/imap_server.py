"""A mailbox over IMAP and TLS on this machine, as much of one as a mailroom asks of it."""

from __future__ import annotations

import re
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PASSWORD = "s3cret of the mailbox"


@dataclass
class Mails:
    """What is in it: by folder and number, a message and its flags."""

    folders: dict[str, dict[int, tuple[bytes, set[str]]]] = field(default_factory=lambda: {"INBOX": {}, "Done": {}})
    capabilities: str = "IMAP4rev1 MOVE"
    validity: int = 7
    port: int = 0
    logins: int = 0
    hang_up: int = 0
    """connections that are cut when a message is asked for"""

    def add(self, *messages: bytes) -> None:
        for message in messages:
            number = max(self.folders["INBOX"], default=0) + 1
            self.folders["INBOX"][number] = (message, set())

    def flags(self, folder: str = "INBOX") -> dict[int, set[str]]:
        return {number: flags for number, (_, flags) in self.folders[folder].items()}


@contextmanager
def serving(mails: Mails, folder: Path) -> Iterator[Path]:
    """Serve the mailbox on ``mails.port``; gives the certificate that it is known by."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    class Handler(_Handler):
        box = mails

        def setup(self) -> None:
            self.request = context.wrap_socket(self.request, server_side=True)
            super().setup()

    with _Server(("localhost", 0), Handler) as server:
        mails.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield certificate
        server.shutdown()
        thread.join()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that does not trust the certificate, or has gone."""


class _Handler(socketserver.StreamRequestHandler):
    box: Mails
    folder = "INBOX"

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        self.request.close()

    def say(self, text: str | bytes) -> None:
        self.wfile.write((text.encode() if isinstance(text, str) else text) + b"\r\n")

    def handle(self) -> None:
        self.say("* OK ready")
        with suppress(OSError, StopIteration):
            while line := self.rfile.readline().decode().strip():
                tag, _, rest = line.partition(" ")
                command, _, arguments = rest.removeprefix("UID ").partition(" ")
                self.say(f"{tag} {getattr(self, f'do_{command.lower()}')(arguments) or 'OK done'}")

    def do_capability(self, _: str) -> None:
        self.say(f"* CAPABILITY {self.box.capabilities}")

    def do_login(self, arguments: str) -> str | None:
        self.box.logins += 1
        return None if arguments.endswith(f'"{PASSWORD}"') else "NO wrong"

    def do_select(self, arguments: str) -> str:
        self.folder = arguments.strip('"')
        self.say(f"* {len(self.box.folders[self.folder])} EXISTS")
        self.say(f"* OK [UIDVALIDITY {self.box.validity}] valid")
        return "OK [READ-WRITE] selected"

    def do_search(self, _: str) -> None:
        found = [str(number) for number, flags in self.box.flags(self.folder).items() if "\\Seen" not in flags]
        self.say(f"* SEARCH {' '.join(found)}".strip())

    def do_fetch(self, arguments: str) -> None:
        if self.box.hang_up:
            self.box.hang_up -= 1
            raise StopIteration
        assert "PEEK" in arguments, "reading must not mark"
        for number in self.numbers(arguments):
            message = self.box.folders[self.folder][number][0]
            self.say(f"* {number} FETCH (UID {number} BODY[] {{{len(message)}}}".encode() + b"\r\n" + message + b")")

    def do_store(self, arguments: str) -> None:
        for number in self.numbers(arguments):
            self.box.folders[self.folder][number][1].update(re.findall(r"\\\w+", arguments))

    def do_copy(self, arguments: str) -> None:
        target = arguments.split()[-1].strip('"')
        for number in self.numbers(arguments):
            self.box.folders[target][number] = self.box.folders[self.folder][number]

    def do_move(self, arguments: str) -> None:
        self.do_copy(arguments)
        for number in self.numbers(arguments):
            del self.box.folders[self.folder][number]

    def do_logout(self, _: str) -> None:
        self.say("* BYE")

    def numbers(self, arguments: str) -> list[int]:
        return [
            number for number in map(int, arguments.split()[0].split(",")) if number in self.box.folders[self.folder]
        ]

"""A small outside desk for Wenshui: it hears every session and says what its human agents do.

Environment: DESK_LISTEN (IPv4 host:port, default 127.0.0.1:9090, port 0 picks a free one),
WENSHUI_URL (base address of Wenshui) and WENSHUI_BACKEND_SECRET (at least 32 bytes).

Wenshui posts its signed events to /wenshui. The rest is the agents' console, which has no login and
therefore answers this machine only; a proxy on this machine must pass on nothing but /wenshui.
Events are in memory; after a restart the desk asks to hear again what it has lost.
"""
import hmac
import http.client
import json
import os
import re
import signal
import sys
import threading
import time
import uuid
from contextlib import closing
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, unquote, urlsplit

MAX_BODY_BYTES = 1 << 20
MAX_CLOCK_SKEW_S = 300
MAX_WAIT_S = 10
MAX_RETRY_AFTER_S = 60  # an agent who would wait longer is better told so
COMMAND_TRIES = 5
OPEN_STATES = ("waiting", "active", "transferring", "dropped")


class Refused(Exception):
    """A request that this desk answers with an error; args are the status and the reason."""


def sign(secret, seconds, body):
    digest = hmac.digest(secret, f"{seconds}.".encode() + body, "sha256").hex()
    return f"t={seconds},v1={digest}"


def is_signed(secret, header, body):
    match = re.fullmatch(r"t=([0-9]{1,12}),v1=[0-9a-f]{64}", header)
    return (match is not None and abs(time.time() - int(match[1])) <= MAX_CLOCK_SKEW_S
            and hmac.compare_digest(sign(secret, match[1], body), header))


class Sessions:
    """What was heard of each session, event n at index n - 1, shared by the server's threads."""

    def __init__(self):
        self._told = {}
        self._heard = threading.Condition()

    def hear(self, message):
        """Store an event once and in order; gives the number to go on from where there is a gap."""
        session_id, number = message["session"]["id"], message["event"]["number"]
        with self._heard:
            told = self._told.get(session_id, [])
            if number > len(told) + 1:
                return len(told)
            if number == len(told) + 1:
                self._told[session_id] = [*told, message]
                self._heard.notify_all()

    def heard(self, session_id, count=0):
        """The messages so far, after a bounded wait for at least `count` of them."""
        with self._heard:
            self._heard.wait_for(lambda: len(self._told.get(session_id, [])) >= count, MAX_WAIT_S)
            return self._told.get(session_id, [])  # replaced, never changed, by hear

    def open(self):
        """Waiting and running sessions, the highest priority and the longest waiting first."""
        with self._heard:
            found = [told for told in self._told.values()
                     if told[-1]["session"]["state"] in OPEN_STATES]
        found.sort(key=lambda told: (-told[-1]["session"]["priority"],
                                     datetime.fromisoformat(told[0]["event"]["at"])))
        return [told[-1]["session"] for told in found]


class Wenshui:
    """The way back: signed commands. http.client, because it follows no redirects or proxies."""

    def __init__(self, base_url, secret):
        url = urlsplit(base_url)
        self._connect = getattr(http.client, f"{url.scheme.upper()}Connection")
        self._address, self._prefix, self._secret = url.netloc, url.path.rstrip("/"), secret

    def send(self, session_id, door, content):
        """Send until there is an answer; the id makes it safe to send the same command again."""
        body = json.dumps({"session": session_id, **content}).encode()
        path = f"{self._prefix}/v1/backend/sessions/{quote(session_id, safe='')}/{door}"
        for attempt in range(COMMAND_TRIES):
            pause = 2 ** attempt
            try:
                *answer, retry_after = self._post(path, body)
                if answer[0] not in (429, 503):
                    break
                pause = int(retry_after) if re.fullmatch("[0-9]+", retry_after) else pause
            except (OSError, http.client.HTTPException):
                answer = 502, "application/json", b'{"error": "Wenshui cannot be reached"}'
            if pause > MAX_RETRY_AFTER_S or attempt == COMMAND_TRIES - 1:
                break
            time.sleep(pause)
        return answer

    def _post(self, path, body):
        headers = {"content-type": "application/json",
                   "wenshui-signature": sign(self._secret, int(time.time()), body)}  # anew: it ages
        with closing(self._connect(self._address, timeout=MAX_WAIT_S)) as connection:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return (answer.status, answer.getheader("content-type", "application/json"),
                    answer.read(), answer.getheader("retry-after", ""))


class Handler(BaseHTTPRequestHandler):
    timeout = 30  # a silent peer does not hold a thread for ever
    sessions, wenshui, secret = Sessions(), None, b""  # the last two are set by main

    def do_GET(self):
        try:
            status, content_type, body = self._answer(self._read_body())
        except (Refused, ValueError, KeyError, TypeError) as error:
            status, reason = error.args if isinstance(error, Refused) else (400, repr(error))
            content_type, body = "application/json", json.dumps({"error": reason}).encode()
        self.send_response(status)
        if status != 204:
            self.send_header("content-type", content_type)
            self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def _read_body(self):
        length = int(self.headers.get("content-length", "0"))
        if "transfer-encoding" in self.headers or not 0 <= length <= MAX_BODY_BYTES:
            raise Refused(413, f"a body needs a content-length of at most {MAX_BODY_BYTES}")
        return self.rfile.read(length)  # one that was cut off has no signature that holds

    def _answer(self, body):
        path, _, query = self.path.partition("?")
        if (self.command, path) == ("POST", "/wenshui"):
            if not is_signed(self.secret, self.headers.get("wenshui-signature", ""), body):
                raise Refused(401, "bad signature")
            message = json.loads(body)
            if (last := self.sessions.hear(message)) is not None:
                self.wenshui.send(message["session"]["id"], "replay", {"after": last})
                raise Refused(409, f"event {last + 1} has not been heard")
            return 204, None, b""
        # The host and the origin tell web pages that an agent has open from the agent's own tools.
        if (not self.client_address[0].startswith("127.") or "origin" in self.headers
                or self.headers.get("host", "").split(":")[0] not in ("127.0.0.1", "localhost")):
            raise Refused(403, "the console is for this machine only")
        match [self.command, *map(unquote, path.split("/")[1:])]:
            case ["GET", "sessions"]:
                found = self.sessions.open()
            case ["GET", "sessions", session_id, "events"]:
                count = int(parse_qs(query).get("count", ["0"])[0])
                found = [told["event"] for told in self.sessions.heard(session_id, count)]
            case ["GET", "sessions", session_id, "packet"] if self.sessions.heard(session_id):
                found = self.sessions.heard(session_id)[0]["packet"]
            case ["POST", "agents", agent, "sessions", session_id, action]:
                return self._act(agent, session_id, action, body.decode())
            case _:
                raise Refused(404, "not found")
        return 200, "application/json", json.dumps(found, ensure_ascii=False).encode()

    def _act(self, agent, session_id, action, text):
        needs = {"connect": {"agent": agent}, "take_over": {"agent": agent}, "decline": {},
                 "drop": {}, "return": {}, "finish": {},
                 "reply": {"line": {"kind": "text", "text": text}}}
        if action not in needs or not self.sessions.heard(session_id, 1):
            raise Refused(404, "no such action or session")
        command = {"id": str(uuid.uuid4()), "action": action, **needs[action]}
        return self.wenshui.send(session_id, "commands", command)

    def log_request(self, code="-", size="-"):
        if int(code) >= 400:  # only what needs somebody's attention
            super().log_request(code, size)


def main():
    secret = os.fsencode(os.environ.get("WENSHUI_BACKEND_SECRET", ""))
    if len(secret) < 32:
        sys.exit("WENSHUI_BACKEND_SECRET must have at least 32 bytes")
    Handler.wenshui, Handler.secret = Wenshui(os.environ["WENSHUI_URL"], secret), secret
    host, _, port = os.environ.get("DESK_LISTEN", "127.0.0.1:9090").rpartition(":")
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, lambda *_: sys.exit(0))
    with ThreadingHTTPServer((host, int(port)), Handler) as server:
        server.socket.listen(128)  # more than usual: Wenshui tells many sessions side by side
        print("listening on http://{}:{}".format(*server.server_address), flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()

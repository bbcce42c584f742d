"""A stand-in for a user's model: a real HTTP server that answers as it is scripted to.

It speaks OpenAI's chat completions as Ollama, llama.cpp and vLLM do: a POST to
``/v1/chat/completions`` with a JSON body is answered with ``choices[0].message.content`` and
``usage``; a wrong key with 401, a model that it hasn't with 404.
"""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def said(answer, reason="because"):
    """What a model writes."""
    return json.dumps({"answer": answer, "reason": reason})


class StandIn(ThreadingHTTPServer):
    """``StandIn(script)``: ``script`` gets each request's body and returns what the model writes.

    It may return a status instead, or ``(status, body)``; of the body None blanks come, and
    never an end. While ``hanging`` is set, nothing comes.
    """

    daemon_threads = True

    def __init__(self, script=lambda body: said("yes"), *, key=""):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script, self.key = script, key
        self.requests, self.headers = [], []
        self.hanging, self.closing = threading.Event(), threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    @property
    def data(self):
        """The JSON objects that it was asked about."""
        return [json.loads(each["messages"][1]["content"]) for each in self.requests]

    def __exit__(self, *_):
        self.closing.set()
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.headers.append(dict(self.headers))
        self.server.requests.append(body)
        if self.server.hanging.is_set():
            self.server.closing.wait(60)
            return
        if self.server.key and self.headers["Authorization"] != f"Bearer {self.server.key}":
            self._say(401, b"{}")
        elif self.path != "/v1/chat/completions":
            self._say(404, b"{}")
        else:
            answer = self.server.script(body)
            if isinstance(answer, int):
                self._say(answer, b"{}")
            elif isinstance(answer, tuple):
                self._say(*answer)
            else:
                self._say(200, completion(answer))

    def _say(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(1_000_000 if body is None else len(body)))
        self.end_headers()
        if body is not None:
            self.wfile.write(body)
            return
        while not self.server.closing.wait(0.05):
            try:
                self.wfile.write(b" ")
            except OSError:
                return

    def log_message(self, *_):
        pass


def completion(content, **usage):
    """The body of an answer with this content."""
    counts = {"prompt_tokens": 210, "completion_tokens": 14} | usage
    message = {"role": "assistant", "content": content}
    return json.dumps({"choices": [{"message": message}], "usage": counts}).encode()

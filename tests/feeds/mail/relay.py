"""A relay on loopback that passes bytes on, until a test has it stop in the middle."""

from __future__ import annotations

import contextlib
import socket
import threading


class Relay:
    """Passes connections on to a port; use it in a ``with``.

    ``stop_after``: of the server's bytes, how many go through on one connection; ``stopped`` is set
    when there are more. ``cut``: then end the connection, instead of keeping silent.
    """

    def __init__(self, port, *, stop_after=None, cut=False):
        self.stop_after, self.cut = stop_after, cut
        self.stopped = threading.Event()
        self._target = port
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._sockets = [self._listener]
        self.port = self._listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for sock in self._sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
                self._sockets += [client, server]
                threading.Thread(target=self._pass, args=(client, server), daemon=True).start()
                threading.Thread(
                    target=self._pass, args=(server, client, self.stop_after), daemon=True
                ).start()

    def _pass(self, source, sink, limit=None):
        passed = 0
        with contextlib.suppress(OSError):
            while data := source.recv(1_000):
                passed += len(data)
                if limit is not None and passed > limit:
                    self.stopped.set()
                    if not self.cut:
                        self._over.wait()
                    break
                sink.sendall(data)
            for sock in (sink, source):
                sock.shutdown(socket.SHUT_RDWR)

"""TLS servers of our own, most of them broken on purpose: what a harness must not take for a good one."""

import enum
import socket
import ssl
import threading
import time

ANSWER = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 22\r\n\r\n{"code":200,"data":[]}'


class Conduct(enum.Enum):
    """What a REST server that demands client certificates does with its clients."""

    CORRECT = "serves those with a certificate of its CA, refuses the others"
    OPEN_TO_ALL = "never asks for a certificate"
    TAKES_ANY_CERTIFICATE = "asks for a certificate, and goes on without one"
    SILENT_TO_STRANGERS = "falls silent where it should refuse"
    SILENT = "falls silent after every handshake"
    SILENT_BEFORE_HANDSHAKE = "accepts the connection and says nothing"
    REFUSES_EVERYBODY = "refuses its own clients too"


class Peer:
    """A server with that conduct and the pair in `certificates`, on a port of 127.0.0.1."""

    def __init__(self, conduct, certificates):
        self._conduct = conduct
        self._context = _context(conduct, certificates)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.1)
        self.endpoint = "127.0.0.1:{}".format(self._listener.getsockname()[1])
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._ended.set()
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _accept(self):
        while not self._ended.is_set():
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            thread = threading.Thread(target=self._serve, args=(connection,))
            thread.start()
            self._threads.append(thread)

    def _serve(self, connection):
        with connection:
            connection.settimeout(30)
            try:
                if self._conduct is Conduct.SILENT_BEFORE_HANDSHAKE:
                    self._say_nothing(connection)
                    return
                with self._context.wrap_socket(connection, server_side=True) as tls:
                    self._answer(tls)
            except OSError:  # the client went away, or was refused by the ssl module: both are what tests want
                pass

    def _answer(self, tls):
        stranger = self._conduct is Conduct.SILENT_TO_STRANGERS and tls.getpeercert() is None
        if stranger or self._conduct is Conduct.SILENT:
            self._say_nothing(tls)
            return
        while tls.recv(65536):
            tls.sendall(ANSWER)

    def _say_nothing(self, connection):
        """Stays silent until the client hangs up, or the server ends."""
        connection.settimeout(0.1)
        until = time.monotonic() + 30
        while not self._ended.is_set() and time.monotonic() < until:
            try:
                if not connection.recv(65536):
                    return
            except TimeoutError:
                continue


def _context(conduct, certificates):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "server.pem", certificates / "server.key")
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    trusted = certificates / ("server.pem" if conduct is Conduct.REFUSES_EVERYBODY else "ca.pem")
    context.load_verify_locations(trusted)
    context.verify_mode = {
        Conduct.OPEN_TO_ALL: ssl.CERT_NONE,
        Conduct.TAKES_ANY_CERTIFICATE: ssl.CERT_OPTIONAL,
        Conduct.SILENT_TO_STRANGERS: ssl.CERT_OPTIONAL,
        Conduct.SILENT: ssl.CERT_OPTIONAL,
    }.get(conduct, ssl.CERT_REQUIRED)
    return context


def closed_port():
    """HOST:PORT of a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return "127.0.0.1:{}".format(listener.getsockname()[1])

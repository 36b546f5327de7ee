"""A TLSGAUGE_HOME with scenarios of its own: to change what is expected, or to hold a run in its middle."""

import json
import pathlib
import shutil
import socket

import sandbox

ACCEPT = {"security": "accept"}
REJECT = {"security": "reject"}


class Home:
    """A home directory that holds no scenarios yet; everything else is the project's own."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.scenarios = self.directory / "scenarios"
        (self.scenarios / "deviations").mkdir(parents=True)
        for folder in ("certs", "harness"):
            (self.directory / folder).symlink_to(sandbox.HOME / folder)
        self.explain({})

    def __fspath__(self):
        return str(self.directory)

    __str__ = __fspath__

    def copy(self, suite):
        """Takes over one of the project's suites."""
        shutil.copytree(sandbox.HOME / "scenarios" / suite, self.scenarios / suite)

    def explain(self, reasons):
        """Makes `reasons`, by glob over ids, the reference server's deviations: clients are let in, to be judged by more."""
        entries = [{"id": glob, "reason": reason, "seen": {"security": "accepted"}} for glob, reason in reasons.items()]
        file = self.scenarios / "deviations" / "reference.json"
        file.write_text(json.dumps({"deviations": entries}))

    def add(self, group, *scenarios, **defaults):
        """Adds a group of scenarios, on one server with one-way TLS unless `defaults` say otherwise."""
        document = {
            "group": group,
            "topology": {"tls_mode": 1},
            "client": {"trust": "ca.pem"},
            **defaults,
            "scenarios": scenarios,
        }
        return self.add_text(group, json.dumps(document))

    def add_text(self, group, text):
        """Adds a scenario file as it is. Returns its path."""
        file = self.scenarios / f"{group}.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        return file


def scenario(name, expect, **more):
    """A scenario: REST, unless `more` has another exchange."""
    rest = {"kind": "rest", "method": "GET", "target": "/v1/vector/collections"}
    return {"id": name, "title": f"a scenario for a test: {name}", "exchange": rest, "expect": expect, **more}


class Pause:
    """A scenario in which curl asks a socket of ours: the run stays there until it is told to go on.

    The socket is a file, which can be reached from every network namespace.
    """

    def __init__(self, directory):
        self._path = pathlib.Path(directory) / "pause"
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self._path))
        self._listener.listen()
        self._listener.settimeout(sandbox.PATIENCE)
        self._connections = []

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        for each in (self._listener, *self._connections):
            each.close()

    @property
    def scenario(self):
        arguments = ["--silent", "--max-time", "600", "--unix-socket", str(self._path), "http://localhost/"]
        return scenario("pause", ACCEPT, exchange={"kind": "command", "tool": "curl", "arguments": arguments})

    def wait(self):
        """Returns when the run has come to the pause."""
        self._connections.append(self._listener.accept()[0])

    def end(self):
        """Lets the run go on; the scenario passes."""
        self._connections[-1].recv(65536)
        self._connections[-1].sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

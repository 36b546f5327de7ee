"""The Go program in servers/go, built by the machine's own Go, and which alerts that Go sends."""

import re
import shutil
import unittest

from calibration import HERE, Server, program

FIRST_WITH_ALERTS_OF_ITS_OWN = (1, 21)  # crypto/tls answered bad_certificate to almost everything before


class GoServer:
    """It on two ports, and the profile of the Go that built it."""

    def __init__(self, test):
        self._test = test
        self._go = program("go")
        said = test.sandbox.run(self._go, "version").stdout
        version = tuple(int(part) for part in re.search(r"go(\d+)\.(\d+)", said).groups())
        self.profile = "go" if version >= FIRST_WITH_ALERTS_OF_ITS_OWN else "go-1.20"
        self._path = test.scratch / "server"
        self._build(version)

    def start(self, kind, ports):
        """It running: "grpc" or "http"."""
        addresses = [f"127.0.0.1:{port}" for port in ports]
        argv = ("-kind", kind, "-mutual", addresses[0], "-one-way", addresses[1], "-tls", self._test.certificates)
        return Server(self._test.sandbox, ports, self._path, *argv)

    def _build(self, version):
        """What go.mod says of Go's version chooses the behaviour of its libraries: it is to be this Go's own."""
        self._source = self._test.scratch / "go"
        shutil.copytree(HERE / "servers/go", self._source)
        self._run("mod", "edit", "-go={}.{}".format(*version))
        fetched = self._run("mod", "download", may_fail=True)
        if fetched.exit_code != 0:
            raise unittest.SkipTest(f"the modules of servers/go cannot be fetched: {fetched.stderr.strip()}")
        self._run("build", "-o", self._path, ".")

    def _run(self, *words, may_fail=False):
        """Runs go in the copy, and never another Go than this one."""
        argv = ("env", "-C", self._source, "GOTOOLCHAIN=local", self._go, *words)
        outcome = self._test.sandbox.run(*argv, patience=600)
        if not may_fail:
            self._test.assertEqual(outcome.exit_code, 0, outcome.stderr)
        return outcome

"""The suite client-certificates against a real server: what every server's test has in common."""

import collections
import contextlib
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time
import unittest

import deviations as known
import skips
from case import EndToEndTest
from sandbox import HOME, PATIENCE

HERE = pathlib.Path(__file__).parent
SUITE = "client-certificates"
RIGHT_TO_SKIP = skips.pattern(*skips.EVERYWHERE, *skips.EXTERNAL)
WITHOUT_ALERT = {"no_alert", "reset"}  # a reset can overtake an alert, which is then lost


def program(name):
    """The path of a program. Where it is not installed, the test that asks is skipped."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if found is None:
        raise unittest.SkipTest(f"{name} is not installed; 'harness/setup/packages --calibration' provides it")
    return found


def set_up(name):
    """Installs what harness/setup/`name` installs, once. Returns its directory. Where that fails, the test is skipped."""
    directory = HOME / "build" / name
    ended = subprocess.run([HOME / "harness/setup" / name, directory], stderr=subprocess.PIPE, text=True, check=False)
    if ended.returncode != 0:
        raise unittest.SkipTest(ended.stderr.strip())
    return directory


def free_port():
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Server:
    """A program that listens on `ports` of 127.0.0.1, from then on until the end of the with statement."""

    def __init__(self, sandbox, ports, *argv):
        self._log = sandbox.directory / "server.log"
        with self._log.open("w") as log:
            self._process = sandbox.start(*argv, stdout=log, stderr=log)
        try:
            for port in ports:
                self._wait_until_listening(port)
        except AssertionError:
            self._stop()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        ended = self._process.poll()
        self._stop()
        if ended is not None:
            raise AssertionError(f"{self._process.args[0]} ended by itself, with {ended}: {self._log.read_text()[-2000:]}")

    def _wait_until_listening(self, port):
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise AssertionError(f"nobody listens on port {port}: {self._log.read_text()[-2000:]}")

    def _stop(self):
        """Its whole session: some servers have processes of their own, which outlive them."""
        for last_word in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):  # all of them have ended
                os.killpg(self._process.pid, last_word)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(10)


class Calibration(EndToEndTest):
    """A server's test: it starts a server, and demands that the suite passes for the right reasons."""

    def setUp(self):
        super().setUp()
        self.certificates = self.make_certificates()

    def write(self, name, text, **values):
        """Writes a server's configuration. `@NAME@` in it becomes a value; @TLS@ is the directory of certificates."""
        values = {"TLS": self.certificates, "DIRECTORY": self.scratch, **values}
        file = self.scratch / name
        file.write_text(re.sub(r"@(\w+)@", lambda found: str(values[found[1]]), text))
        return file

    def calibrate(self, *, profile, passed, deviations=None, grpc=None, rest=None, timeout=20, arguments=()):
        """Runs the suite on these ports. Nothing may fail that the file `deviations` does not explain, all of which must be
        needed; at least `passed` scenarios must pass. The harness must find out `profile` by itself (None: nobody's), and
        every alert must be one that this profile is known to send."""
        explained = ("--deviations", HOME / f"scenarios/deviations/{deviations}.json") if deviations else ()
        patience = ("--timeout", f"{timeout}s")  # hardly any of these servers is ever silent; on a busy machine a JVM is slow
        report = self.run_suite(SUITE, *self._target(grpc, rest), *explained, *patience, *arguments, expect=0)
        counts, target = report.counts, report.json["target"]
        grades = collections.Counter(result["grade"] for result in report.results if result["grade"])
        print(
            f"\ncalibration of {self.id().partition('.test_')[2]}: {counts['pass']} passed, {counts['skip']} skipped, "
            f"{counts['xfail']} explained, profile {target['profile']}, grades {dict(grades)}"
        )
        self.assertLessEqual(set(counts), {"pass", "skip", "xfail"})
        self.assertGreaterEqual(counts["pass"], passed)
        for each, verdict in report.verdicts.items():
            if verdict == "skip":
                self.assertRegex(report.reasons[each], RIGHT_TO_SKIP, each)
        self.assertEqual(target["profile"], profile, target["profile_basis"])
        if profile:
            self.assertLessEqual(set(grades), {"exact"} | WITHOUT_ALERT)
            self.assertGreater(grades["exact"], 0.9 * grades.total())
        if deviations:
            failed = {each for each, verdict in report.verdicts.items() if verdict == "xfail"}
            self.assertEqual(known.unused(known.committed(deviations), failed), set())

    def _target(self, grpc, rest):
        """The options that describe the server to tlsgauge."""
        ports = {"grpc": grpc, "rest": rest}
        endpoints = [word for name, port in ports.items() if port for word in (f"--{name}", f"127.0.0.1:{port}")]
        files = {"ca": "ca.pem", "ca-key": "ca.key", "client-cert": "client.pem", "client-key": "client.key"}
        material = [word for option, file in files.items() for word in (f"--{option}", self.certificates / file)]
        return ("--target", "external", *endpoints, *material)

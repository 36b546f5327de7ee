"""The suites against a real server: what every server's test has in common."""

import collections
import contextlib
import json
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
PROTOCOL = ("transport-security", "http")
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


class Ports:
    """A server's free ports, by their names: each once for clients with a certificate, and once for everybody."""

    def __init__(self, *names):
        self.mutual = {name: free_port() for name in names}
        self.one_way = {name: free_port() for name in names}

    def __iter__(self):
        yield from self.mutual.values()
        yield from self.one_way.values()

    @property
    def named(self):
        """As a configuration's values: @GRPC@, @OPEN_GRPC@."""
        mutual = {name.upper(): port for name, port in self.mutual.items()}
        return mutual | {f"OPEN_{name.upper()}": port for name, port in self.one_way.items()}


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
    """A server's test: it starts a server, and demands that the suites pass for the right reasons."""

    def setUp(self):
        super().setUp()
        self.certificates = self.make_certificates()

    def write(self, name, text, **values):
        """Writes a server's configuration. `@NAME@` in it becomes a value; @TLS@ is the directory of certificates."""
        values = {"TLS": self.certificates, "DIRECTORY": self.scratch, **values}
        file = self.scratch / name
        file.write_text(re.sub(r"@(\w+)@", lambda found: str(values[found[1]]), text))
        return file

    def calibrate(self, ports, *, profile, passed, protocol=None, deviations=(), timeout=20, arguments=()):
        """Runs the suites on these ports. Nothing may fail that the files `deviations` do not explain, all of which
        must be needed. At least `passed` scenarios of client-certificates must pass, and `protocol` of the other suites
        (None: they are not run). The harness must find out `profile` by itself (None: nobody's)."""
        # Hardly any of these servers is ever silent; on a busy machine a JVM is slow.
        patience = ("--timeout", f"{timeout}s")
        common = ("--deviations", self._explained(deviations), *patience, *arguments)
        suites = (SUITE, *PROTOCOL) if protocol else (SUITE,)
        reports = [self._run(ports.mutual, *suites, *common)]
        target = reports[0].json["target"]
        self.assertEqual(target["profile"], profile, target["profile_basis"])
        if protocol:
            # Whose alerts to expect shows where certificates are refused, and here nobody is asked for one.
            told = ("--tls-mode", "1", "--profile", profile or "auto")
            reports.append(self._run(ports.one_way, *PROTOCOL, *told, *common))
        results = [result for report in reports for result in report.results]
        certificates = [result for result in results if result["id"].startswith(f"{SUITE}/")]
        self._check(SUITE, certificates, passed)
        self._check_alerts_of_certificates(certificates, profile)
        if protocol:
            of_protocol = [result for result in results if not result["id"].startswith(f"{SUITE}/")]
            self._check(" and ".join(PROTOCOL), of_protocol, protocol)
            self._check_alerts_of_protocol(of_protocol)
        self._check_deviations(deviations, suites, results)

    def _run(self, ports, *arguments):
        return self.run_suite(*arguments, *self._target(ports), expect=0, patience=500)

    def _check(self, what, results, passed):
        """Nothing but passes, what is explained, and what is skipped for a right reason."""
        verdicts = collections.Counter(result["verdict"] for result in results)
        print(
            f"\ncalibration of {self.id().partition('.test_')[2]} by {what}: {verdicts['pass']} passed, "
            f"{verdicts['skip']} skipped, {verdicts['xfail']} explained, grades {dict(grades(results))}"
        )
        self.assertLessEqual(set(verdicts), {"pass", "skip", "xfail"})
        self.assertGreaterEqual(verdicts["pass"], passed)
        for result in results:
            if result["verdict"] == "skip":
                self.assertRegex(result["reason"], RIGHT_TO_SKIP, result["id"])

    def _check_alerts_of_certificates(self, results, profile):
        """What a stack says of a certificate is known well enough to demand it."""
        if profile:
            graded = grades(results)
            known_grades = {"exact"} | WITHOUT_ALERT | {None}
            others = {result["id"]: result["observed"]["alert"] for result in results if result["grade"] not in known_grades}
            self.assertEqual(others, {})
            self.assertGreater(graded["exact"], 0.9 * graded.total())

    def _check_alerts_of_protocol(self, results):
        """A message that is wrong in one way often is so in another too, and the RFCs leave open what a server looks at
        first; or it does not speak the suite at all. So a few alerts may be others. But there is one."""
        graded = grades(results)
        self.assertGreater(graded["exact"] + graded["allowed"], 0.85 * graded.total())
        self.assertLess(sum(graded[each] for each in WITHOUT_ALERT), 0.05 * graded.total())

    def _check_deviations(self, names, suites, results):
        """What is explained must have failed."""
        failed = {result["id"] for result in results if result["verdict"] == "xfail"}
        for name in names:
            self.assertEqual(known.unused(known.committed(name, *suites), failed), set(), name)

    def _explained(self, names):
        """The files of deviations as one: what the TLS library does stands apart from what the server adds."""
        files = [json.loads((HOME / f"scenarios/deviations/{name}.json").read_text()) for name in names]
        merged = self.scratch / "deviations.json"
        merged.write_text(json.dumps({"deviations": [entry for file in files for entry in file["deviations"]]}))
        return merged

    def _target(self, ports):
        """The options that describe the server to tlsgauge."""
        endpoints = [word for name, port in ports.items() for word in (f"--{name}", f"127.0.0.1:{port}")]
        files = {"ca": "ca.pem", "ca-key": "ca.key", "client-cert": "client.pem", "client-key": "client.key"}
        material = [word for option, file in files.items() for word in (f"--{option}", self.certificates / file)]
        return ("--target", "external", *endpoints, *material)


def grades(results):
    """How many refusals came with which grade."""
    return collections.Counter(result["grade"] for result in results if result["grade"])

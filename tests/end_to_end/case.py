"""The base of all end-to-end tests."""

import unittest

from sandbox import HOME, PATIENCE, Sandbox


class EndToEndTest(unittest.TestCase):
    """A test in a sandbox of its own: it fails where a process or a temporary file outlives it."""

    maxDiff = None

    def setUp(self):
        self.sandbox = self.enterContext(Sandbox())
        self.scratch = self.sandbox.directory

    def run_suite(self, *arguments, expect, home=HOME, patience=PATIENCE):
        """Runs `tlsgauge run`, which must end with `expect`. Returns the report."""
        self.sandbox.environment["TLSGAUGE_HOME"] = str(home)
        outcome = self.sandbox.tlsgauge("run", "--out", self.scratch / "out", *arguments, patience=patience)
        self.assertEqual(outcome.exit_code, expect, outcome.stdout + outcome.stderr)
        return self.sandbox.report()

    def assert_one_line(self, outcome, *words, exit_code):
        """The program ended with `exit_code`, nothing on stdout, and one line on stderr that holds all `words`."""
        self.assertEqual(outcome.exit_code, exit_code, outcome.stdout + outcome.stderr)
        self.assertEqual(outcome.stdout, "")
        self.assertEqual(len(outcome.stderr.splitlines()), 1, outcome.stderr)
        for word in words:
            self.assertIn(str(word), outcome.stderr)

    def make_certificates(self, *arguments, name="tls"):
        """Makes certificates with `tlsgauge certs gen`. Returns their directory."""
        directory = self.scratch / name
        outcome = self.sandbox.tlsgauge("certs", "gen", "--out", directory, *arguments)
        self.assertEqual(outcome.exit_code, 0, outcome.stderr)
        return directory

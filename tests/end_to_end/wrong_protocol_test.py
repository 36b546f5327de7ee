"""Servers that are wrong about TLS itself, on purpose, and the suites that find them out."""

import json
import unittest

from case import EndToEndTest
from sandbox import HOME, SERVER


class WrongProtocol(EndToEndTest):
    def assert_found(self, suite):
        outcome = self.sandbox.tlsgauge("--json", "faults", "--quick", "--suite", suite, patience=900)
        rows = json.loads(outcome.stdout)
        self.assertEqual([row for row in rows if not row["as_it_should_be"]], [], outcome.stderr)
        self.assertEqual(outcome.exit_code, 0, outcome.stderr)
        self.assertEqual({row["suite"] for row in rows}, {suite})
        known = json.loads((HOME / f"scenarios/faults/{suite}.json").read_text())
        self.assertEqual([row["fault"] for row in rows], [None, *(each["fault"] for each in known["faults"])])

    def test_the_suite_of_tls_finds_every_fault_of_its_own(self):
        self.assert_found("transport-security")

    def test_the_suite_of_http_finds_every_fault_of_its_own(self):
        self.assert_found("http")

    def test_every_fault_belongs_to_a_suite(self):
        listed = self.sandbox.run(SERVER, "--list-faults").stdout.splitlines()
        files = (HOME / "scenarios/faults").glob("*.json")
        known = [each["fault"] for file in files for each in json.loads(file.read_text())["faults"]]
        self.assertEqual(sorted(line.partition(":")[0] for line in listed), sorted(known))

    def test_a_suite_without_faults_is_said(self):
        self.assert_one_line(self.sandbox.tlsgauge("faults", "--suite", "documented"), "'documented'", exit_code=64)

    def test_a_fault_of_another_suite_is_not_tried(self):
        outcome = self.sandbox.tlsgauge("faults", "--suite", "http", "expiry-ignored")
        self.assert_one_line(outcome, "'expiry-ignored'", exit_code=64)


if __name__ == "__main__":
    unittest.main()

"""The suites transport-security and http: what TLS servers must refuse and must take, octet by octet."""

import collections
import unittest

import deviations as known
from sandbox import Sandbox

SUITES = ("transport-security", "http")


class ReferenceTarget(unittest.TestCase):
    """One run of both suites on the reference server, looked at from all sides."""

    @classmethod
    def setUpClass(cls):
        cls.sandbox = cls.enterClassContext(Sandbox())
        cls.outcome = cls.sandbox.tlsgauge("run", *SUITES, "--out", cls.sandbox.directory / "out", patience=400)
        cls.report = cls.sandbox.report()

    def test_passes(self):
        self.assertEqual(self.outcome.exit_code, 0, self.outcome.stdout[-4000:])
        self.assertLessEqual(set(self.report.verdicts.values()), {"pass", "xfail"})

    def test_drives_400_cases(self):
        cases = {result["case"] for result in self.report.results if result["verdict"] == "pass"}
        self.assertGreaterEqual(len(cases), 400)

    def test_lets_clients_in_and_refuses_them(self):
        passed = collections.Counter(
            (result["id"].partition("/")[0], result["observed"]["security"])
            for result in self.report.results
            if result["verdict"] == "pass"
        )
        for suite in SUITES:
            for security in ("accepted", "rejected"):
                self.assertGreater(passed[suite, security], 30, (suite, security))

    def test_leaves_out_what_takes_minutes(self):
        self.assertFalse([each for each in self.report.verdicts if "/liveness/silent" in each])

    def test_every_deviation_is_needed(self):
        failed = {each for each, verdict in self.report.verdicts.items() if verdict == "xfail"}
        self.assertEqual(known.unused(known.committed("reference", *SUITES), failed), set())


if __name__ == "__main__":
    unittest.main()

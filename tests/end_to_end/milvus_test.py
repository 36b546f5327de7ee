"""The real Milvus: the same suite, and every departure from the guide explained."""

import json
import unittest

import deviations
from case import EndToEndTest
from home import Home, Pause
from sandbox import TLSGAUGE, Sandbox

MILVUS = ("--target", "milvus")
TARGET = "milvus-2.3.5"


class DocumentedSuite(unittest.TestCase):
    """One run of the whole suite, fetching Milvus where it is not there yet."""

    @classmethod
    def setUpClass(cls):
        cls.sandbox = cls.enterClassContext(Sandbox())
        out = cls.sandbox.directory / "out"
        cls.outcome = cls.sandbox.tlsgauge("run", "documented", *MILVUS, "--out", out, patience=900)
        cls.report = cls.sandbox.report()

    def test_ends_with_exit_code_0(self):
        self.assertEqual(self.outcome.exit_code, 0, self.outcome.stdout)

    def test_skips_nothing_and_tries_what_the_reference_server_is_tried_with(self):
        listed = json.loads(self.sandbox.tlsgauge("list", "documented", "--json").stdout)
        self.assertEqual(sorted(entry["id"] for entry in listed), sorted(self.report.verdicts))
        self.assertLessEqual(set(self.report.verdicts.values()), {"pass", "xfail"})

    def test_the_deviations_file_explains_every_failure_and_nothing_else(self):
        known = deviations.committed(TARGET, "documented")
        failed = {each for each, verdict in self.report.verdicts.items() if verdict == "xfail"}
        self.assertEqual(failed, deviations.matching(known, self.report.verdicts))
        self.assertEqual(deviations.unused(known, failed), set())

    def test_it_is_the_milvus_that_the_report_names(self):
        target = self.report.json["target"]
        self.assertEqual((target["name"], target["version"]), ("milvus", "2.3.5"))
        for server in (self.sandbox.directory / "out" / "targets").iterdir():
            self.assertTrue("v2.3.5" in (server / "server.log").read_text(), server)

    def test_pymilvus_and_curl_get_through_in_every_mode(self):
        passed = {each for each, verdict in self.report.verdicts.items() if verdict == "pass"}
        for word in ("/plaintext/pymilvus", "/one-way/pymilvus", "/one-way/curl", "/mutual/pymilvus", "/mutual/curl"):
            self.assertTrue(any(word in each for each in passed), word)


class DeviationsAreChecked(EndToEndTest):
    """A deviations file is no amnesty."""

    def run_with(self, reasons, *filters, expect):
        file = self.scratch / "deviations.json"
        seen = {"security": "rejected", "by": "server", "alerts": ["bad_certificate"]}
        entries = [{"id": glob, "reason": reason, "seen": seen} for glob, reason in reasons.items()]
        file.write_text(json.dumps({"deviations": entries}))
        words = [word for each in filters for word in ("--filter", each)]
        return self.run_suite(*MILVUS, *words, "--deviations", file, expect=expect)

    def test_a_wrong_entry_is_an_unexpected_pass_and_fails_the_run(self):
        good = "documented/mutual/rest@documented-2.5"
        bad = "documented/mutual/guide-client@documented-2.5+tls"
        report = self.run_with({good: "wrong", bad: "known"}, good, bad, expect=1)
        self.assertEqual(report.verdicts, {good: "xpass", bad: "xfail"})

    def test_without_its_entry_a_deviation_fails_the_run(self):
        bad = "documented/mutual/guide-client@documented-2.5+tls"
        report = self.run_with({}, bad, expect=1)
        self.assertEqual(report.verdicts, {bad: "fail"})
        self.assertIn("refused, though it must be let in", report.reasons[bad])


class KilledHarness(EndToEndTest):
    """Milvus must not outlive the harness that started it."""

    def test_milvus_dies_with_a_harness_that_is_killed(self):
        self.sandbox.temporary_files_may_stay = True
        home = Home(self.scratch / "home")
        pause = self.enterContext(Pause(self.scratch))
        home.add("paused/group", pause.scenario)
        (home.scenarios / "deviations" / f"{TARGET}.json").write_text('{"deviations": []}')
        self.sandbox.environment["TLSGAUGE_HOME"] = str(home)
        process = self.sandbox.start(TLSGAUGE, "run", "paused", *MILVUS, "--out", self.scratch / "out")
        pause.wait()
        self.assertEqual(len(self.sandbox.processes("milvus")), 1)
        process.kill()
        self.sandbox.finish(process)

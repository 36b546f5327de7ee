"""The main job: `tlsgauge run` on the embedded reference server."""

import json
import re
import unittest

import deviations
import reports
from case import EndToEndTest
from home import ACCEPT, Home, scenario
from sandbox import Sandbox

# Quick groups of the suite: all but the certificates' variants, renewal, and pymilvus.
QUICK = (
    "documented/internal-tls/*",
    "documented/plaintext-shared-port/*",
    "documented/shared-port-*",
    "documented/user-authentication-one-way/*",
)


def without_circumstances(result):
    """A result without what differs from run to run: times, ports, fingerprints."""
    text = json.dumps(result)
    text = re.sub(r'"timings_ns": {[^}]*}', '"timings_ns": {}', text)
    text = re.sub(r"(127\.0\.0\.1|localhost)([: ]port |:| )\d{4,5}", r"\1\2PORT", text)
    return json.loads(re.sub(r"\b[0-9a-f]{64}\b", "FINGERPRINT", text))


class DocumentedSuite(unittest.TestCase):
    """One run of the whole suite, looked at from all sides."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.sandbox = cls.enterClassContext(Sandbox())
        cls.out = cls.sandbox.directory / "out"
        cls.outcome = cls.sandbox.tlsgauge("run", "--out", cls.out, patience=300)
        cls.report = cls.sandbox.report()

    def test_ends_with_exit_code_0(self):
        self.assertEqual(self.outcome.exit_code, 0, self.outcome.stdout)
        self.assertIs(self.report.json["interrupted"], False)

    def test_has_at_least_forty_results_and_skips_none(self):
        self.assertGreaterEqual(len(self.report.results), 40)
        self.assertLessEqual(set(self.report.verdicts.values()), {"pass", "xfail"})

    def test_every_failure_is_one_that_the_deviations_file_explains(self):
        known = deviations.committed("reference", "documented")
        failed = {each for each, verdict in self.report.verdicts.items() if verdict == "xfail"}
        self.assertEqual(failed, deviations.matching(known, self.report.verdicts))
        self.assertEqual(deviations.unused(known, failed), set())

    def test_the_guides_client_certificate_is_refused_with_a_sentence_that_helps(self):
        reason = self.report.reasons["documented/mutual/guide-client@documented-2.5+grpc"]
        self.assertIn("extendedKeyUsage serverAuth only", reason)
        self.assertIn("tlsgauge certs gen", reason)

    def test_tries_every_mode_over_grpc_rest_curl_and_both_pymilvus(self):
        passed = {each for each, verdict in self.report.verdicts.items() if verdict == "pass"}
        for word in ("plaintext/grpc", "plaintext/rest", "one-way/rest@documented-2.4", "mutual/grpc@documented-2.5"):
            self.assertIn(f"documented/{word}", passed)
        for word in ("/plaintext/pymilvus@pymilvus", "/one-way/pymilvus", "/mutual/pymilvus", "+pymilvus-2.3", "/curl"):
            self.assertTrue(any(word in each for each in passed), word)

    def test_no_negative_passes_without_the_refusal_having_been_seen(self):
        for result in self.report.results:
            if result["expected"]["security"] == "reject" and result["verdict"] == "pass":
                self.assertEqual(result["observed"]["security"], "rejected", result["id"])

    def test_the_table_has_a_line_for_each_scenario_and_a_summary(self):
        lines = self.outcome.stdout.splitlines()
        self.assertEqual([line.split()[:2] for line in lines[:-2]], [[v, i] for i, v in self.report.verdicts.items()])
        self.assertTrue(lines[-2].startswith(f"{len(self.report.results)} scenarios: "), lines[-2])
        self.assertEqual(lines[-1], f"report: {self.out}/report.json")

    def test_progress_goes_to_stderr_and_nothing_is_colored_off_a_terminal(self):
        total = len(self.report.results)
        self.assertRegex(self.outcome.stderr.splitlines()[-1], rf"^\[{total}/{total}\] pass documented/")
        self.assertNotIn("\x1b", self.outcome.stdout + self.outcome.stderr)

    def test_every_servers_configuration_and_log_are_kept_without_a_private_key(self):
        servers = sorted((self.out / "targets").iterdir())
        self.assertEqual(len(servers), sum(line.startswith("== ") for line in self.outcome.stderr.splitlines()))
        for server in servers:
            self.assertIn("READY", (server / "server.log").read_text(), server)
            self.assertTrue((server / "milvus.yaml").exists(), server)
        for file in filter(lambda entry: entry.is_file(), self.out.rglob("*")):
            self.assertNotIn(b"PRIVATE KEY", file.read_bytes(), file)

    def test_list_names_exactly_these_scenarios(self):
        listed = json.loads(self.sandbox.tlsgauge("list", "documented", "--json").stdout)
        self.assertEqual(sorted(entry["id"] for entry in listed), sorted(self.report.verdicts))

    def test_a_second_run_differs_only_in_times_ports_and_fingerprints(self):
        """The second runs one scenario at a time, and prints its report instead of a table."""
        filters = [word for glob in QUICK for word in ("--filter", glob)]
        out = self.sandbox.directory / "again"
        outcome = self.sandbox.tlsgauge("run", "--json", "--jobs", "1", "--out", out, *filters)
        self.assertEqual(outcome.exit_code, 0, outcome.stderr)
        self.assertEqual(outcome.stdout, (out / "report.json").read_text())
        again = reports.Report(outcome.stdout)
        self.assertGreaterEqual(len(again.results), 30)
        first = [result for result in self.report.results if result["id"] in again.verdicts]
        for one, other in zip(first, again.results, strict=True):
            self.assertEqual(without_circumstances(one), without_circumstances(other))
        for section in ("schema_version", "tool", "target"):
            self.assertEqual(again.json[section], self.report.json[section])


class Selection(EndToEndTest):
    """Which scenarios run."""

    def ids(self, *arguments):
        outcome = self.sandbox.tlsgauge("list", "--json", *arguments)
        self.assertEqual(outcome.exit_code, 0, outcome.stderr)
        return [entry["id"] for entry in json.loads(outcome.stdout)]

    def test_a_glob_a_word_and_a_tag_narrow_a_run(self):
        chosen = ("--filter", "documented/shared-port-*", "--filter", "plaintext-rest", "--tag", "negative")
        report = self.run_suite(*chosen, expect=0)
        self.assertEqual(set(report.verdicts), set(self.ids(*chosen)))
        self.assertIn("documented/one-way/plaintext-rest", report.verdicts)
        self.assertIn("documented/shared-port-mutual/plaintext@rest", report.verdicts)
        self.assertTrue(all("negative" in result["tags"] for result in report.results))

    def test_list_without_a_suite_shows_everything_with_titles(self):
        ids = self.ids()
        outcome = self.sandbox.tlsgauge("list")
        self.assertEqual(outcome.exit_code, 0)
        lines = outcome.stdout.splitlines()
        self.assertEqual([line for line in lines[:-1] if not line.startswith(" ")], ids)
        self.assertRegex(lines[-1], rf"^{len(ids)} scenarios in \d+ server set-ups$")

    def test_list_describes_a_scenario_in_json(self):
        outcome = self.sandbox.tlsgauge("list", "--json", "--filter", "documented/mutual/no-certificate@rest")
        (entry,) = json.loads(outcome.stdout)
        self.assertEqual(entry["case"], "CC-001")
        self.assertEqual((entry["requirement"], entry["severity"]), ("must", "critical"))
        self.assertEqual(entry["references"], ["RFC 8446 section 4.4.2.4"])


class Reports(EndToEndTest):
    """Where a run's reports go, and in which form."""

    def setUp(self):
        super().setUp()
        self.home = Home(self.scratch / "home")
        self.home.add("small/group", scenario("good", ACCEPT))
        self.sandbox.environment["TLSGAUGE_HOME"] = str(self.home)

    def test_only_the_formats_asked_for_are_written_beside_the_report(self):
        outcome = self.sandbox.tlsgauge("run", "small", "--format", "junit", "--out", self.scratch / "out")
        self.assertEqual(outcome.exit_code, 0, outcome.stderr)
        written = {entry.name for entry in (self.scratch / "out").iterdir() if entry.is_file()}
        self.assertEqual(written, {"report.json", "junit.xml"})

    def test_quiet_says_only_the_summary_when_all_is_well(self):
        outcome = self.sandbox.tlsgauge("run", "small", "--quiet", "--out", self.scratch / "out")
        self.assertEqual((outcome.exit_code, outcome.stderr), (0, ""))
        self.assertEqual(len(outcome.stdout.splitlines()), 2)

    def test_reports_go_to_a_directory_of_their_own_with_a_link_to_the_latest(self):
        parent = self.home.directory / "reports" / "out"
        for _ in range(3):
            outcome = self.sandbox.tlsgauge("run", "small", "--keep", "2")
            self.assertEqual(outcome.exit_code, 0, outcome.stderr)
        runs = sorted(entry.name for entry in parent.iterdir() if not entry.is_symlink())
        self.assertEqual(len(runs), 2)
        self.assertEqual((parent / "latest").readlink().name, runs[-1])
        reports.load(parent / "latest")

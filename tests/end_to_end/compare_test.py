"""`tlsgauge compare`, and `run --baseline`: what they print, and how they end."""

import copy
import json
import pathlib
import unittest

import reports
from case import EndToEndTest
from home import ACCEPT, REJECT, Home, scenario
from sandbox import HOME

COMMITTED = json.loads((HOME / "reports/examples/report.json").read_text())


def load(cost, valid=True, name="tls1.3 full mutual"):
    """A repeat of a load whose operations cost the client `cost` microseconds."""
    return {
        "name": name,
        "kind": "handshake",
        "engine": "openssl",
        "valid": valid,
        "invalid_because": None if valid else "3 of 500 handshakes failed",
        "options": {"connections": "8"},
        "client_cpu_ns_per_op": int(1000 * cost),
        "server_cpu_ns_per_op": None,
        "latency_ns": {"p50": 900000, "p99": 3000000},
    }


class Compare(EndToEndTest):
    def setUp(self):
        super().setUp()
        self.old = copy.deepcopy(COMMITTED)
        self.old["environment"] |= {"load_average": 0.5, "steal_percent": 0}
        self.old["load"] = [load(cost) for cost in (98, 99, 100, 101, 102)]
        self.new = copy.deepcopy(self.old)

    def write(self, name, report):
        directory = self.scratch / name
        directory.mkdir(exist_ok=True)
        (directory / "report.json").write_text(report if isinstance(report, str) else json.dumps(report))
        return directory

    def compare(self, *arguments, expect):
        outcome = self.sandbox.tlsgauge("compare", self.write("old", self.old), self.write("new", self.new), *arguments)
        self.assertEqual(outcome.exit_code, expect, outcome.stdout + outcome.stderr)
        return outcome.stdout

    def test_a_report_is_no_worse_than_itself(self):
        stdout = self.compare(expect=0)
        self.assertEqual(stdout.splitlines()[-1], "no regression")

    def test_a_file_does_as_well_as_its_directory(self):
        file = self.write("old", self.old) / "report.json"
        self.assertEqual(self.sandbox.tlsgauge("compare", file, file.parent).exit_code, 0)

    def test_a_verdict_that_fails_is_a_regression_and_named_with_its_reason(self):
        self.new["results"][0] |= {"verdict": "fail", "reason": "the client was let in"}
        stdout = self.compare(expect=1)
        self.assertRegex(stdout, r"(?m)^Regressions\n  pass → fail .*the client was let in$")
        self.assertIn("1 regression (1 verdict)", stdout)

    def test_a_cost_that_rose_by_a_quarter_is_a_regression(self):
        self.new["load"] = [load(cost) for cost in (123, 124, 125, 126, 127)]
        self.assertRegex(self.compare(expect=1), r"costlier +tls1\.3 full mutual +client CPU × 1\.25 \[1\.12, 1\.40\]")
        self.compare("--tolerance", "30%", expect=0)
        self.compare("--gate", "none", expect=0)
        self.new["environment"]["cpu"] = "another"
        self.assertIn("The machines differ: costs are shown and do not gate", self.compare(expect=0))
        self.compare("--across-machines", expect=1)

    def test_an_interrupted_report_proves_nothing_and_ends_with_2(self):
        self.old["interrupted"] = True
        self.compare(expect=0)
        self.new["interrupted"] = True
        self.new["results"].pop()
        outcome = self.sandbox.tlsgauge("compare", self.write("old", self.old), self.write("new", self.new))
        self.assertEqual(outcome.exit_code, 2, outcome.stdout + outcome.stderr)
        self.assertIn("NEW was interrupted: results are missing", outcome.stdout)
        self.assertIn("was interrupted: run it again", outcome.stderr)

    def test_too_few_repeats_never_gate(self):
        self.new["load"] = [load(200), load(200)]
        self.assertIn("run with --repeat 5", self.compare(expect=0))

    def test_a_load_that_is_no_longer_valid_is_a_regression(self):
        self.new["load"][1] = load(100, valid=False)
        self.assertIn("not valid: 1 of 5 in NEW (3 of 500 handshakes failed)", self.compare(expect=1))

    def test_json_is_on_stdout_and_in_the_file(self):
        self.new["results"][0]["verdict"] = "hang"
        file = self.scratch / "deep" / "comparison.json"
        self.new["results"].pop(1)
        self.new["results"][2]["grade"] = "reset"
        self.new["load"] = [load(cost) for cost in (123, 124, 125, 126, 127)] + [load(50, name="tls1.2 full one-way")]
        comparison = reports.comparison(self.compare("--json", "--out", file, expect=1))
        self.assertEqual(comparison, json.loads(file.read_text()))
        self.assertEqual(list(comparison)[0], "schema_version")
        self.assertEqual(comparison["summary"]["regressions"], 2)
        self.assertEqual(comparison["results"][0]["change"], "regression")

    def test_a_report_that_cannot_be_read_ends_with_2_and_one_line(self):
        good = self.write("good", self.old)
        text = json.dumps(self.old)
        for name, report, words in (
            ("short", text[: len(text) // 2], ("cut short",)),
            ("newer", json.dumps({**self.old, "schema_version": 2}), ("$.schema_version", "reads version 1")),
            ("wrong", json.dumps({**self.old, "results": [3]}), ("$.results[0]", "must be an object")),
        ):
            with self.subTest(name):
                bad = self.write(name, report)
                for pair in ((good, bad), (bad, good)):
                    self.assert_one_line(self.sandbox.tlsgauge("compare", *pair), bad / "report.json", *words, exit_code=2)
        self.assert_one_line(self.sandbox.tlsgauge("compare", good, self.scratch / "none"), "no such file", exit_code=2)

    def test_a_wrong_command_line_ends_with_64(self):
        good = self.write("good", self.old)
        for arguments, word in (
            ((good,), "NEW"),
            ((good, good, "--tolerance", "0.1"), "--tolerance"),
            ((good, good, "--tolerance", "-1%"), "--tolerance"),
            ((good, good, "--gate", "memory"), "--gate"),
        ):
            with self.subTest(arguments):
                outcome = self.sandbox.tlsgauge("compare", *arguments)
                self.assertEqual((outcome.exit_code, outcome.stdout), (64, ""), outcome.stderr)
                self.assertIn(word, outcome.stderr)


class Baseline(EndToEndTest):
    """`run --baseline` compares the run with an earlier one."""

    def setUp(self):
        super().setUp()
        self.home = Home(self.scratch / "home")
        self.sandbox.environment["TLSGAUGE_HOME"] = str(self.home)
        self.home.add("small/group", scenario("good", ACCEPT))

    def run_small(self, *arguments, expect):
        outcome = self.sandbox.tlsgauge("run", "small", *arguments)
        self.assertEqual(outcome.exit_code, expect, outcome.stdout + outcome.stderr)
        return outcome

    def test_the_run_before_may_be_the_baseline_by_the_link_that_the_run_moves(self):
        self.run_small(expect=0)
        latest = self.home.directory / "reports/out/latest"
        first = latest.resolve()
        outcome = self.run_small("--baseline", latest, expect=0)
        self.assertEqual(outcome.stdout.splitlines()[-1], "no regression")
        self.assertNotEqual(latest.resolve(), first)
        comparison = reports.comparison((latest / "comparison.json").read_text())
        self.assertEqual(pathlib.Path(comparison["old"]["file"]), latest / "report.json")
        self.assertNotEqual(comparison["old"]["started"], "")

    def test_a_failure_that_the_baseline_had_too_is_no_regression_and_still_a_failure(self):
        self.home.add("small/bad", scenario("bad", REJECT))
        self.run_small("--out", self.scratch / "first", expect=1)
        outcome = self.run_small("--out", self.scratch / "second", "--baseline", self.scratch / "first", expect=1)
        self.assertEqual(outcome.stdout.splitlines()[-1], "no regression")

    def test_a_regression_is_named_and_ends_with_1(self):
        self.run_small("--out", self.scratch / "first", expect=0)
        self.home.add("small/group", scenario("good", REJECT))
        outcome = self.run_small("--out", self.scratch / "second", "--baseline", self.scratch / "first", expect=1)
        self.assertRegex(outcome.stdout, r"(?m)^Regressions\n  pass → fail +small/group/good")
        self.assertEqual(outcome.stdout.splitlines()[-1], "1 regression (1 verdict)")

    def test_the_gate_is_that_of_compare(self):
        self.run_small("--out", self.scratch / "first", expect=0)
        gate = ("--tolerance", "20%", "--gate", "latency", "--across-machines")
        self.run_small("--out", self.scratch / "second", "--baseline", self.scratch / "first", *gate, expect=0)
        comparison = reports.comparison((self.scratch / "second/comparison.json").read_text())
        self.assertEqual(comparison["gate"], {"tolerance": 0.2, "gates": ["latency"], "across_machines": True})
        outcome = self.sandbox.tlsgauge("run", "small", "--tolerance", "0.1")
        self.assert_one_line(outcome, "--tolerance", exit_code=64)

    def test_with_json_stdout_is_the_report_and_the_comparison_goes_to_stderr(self):
        self.run_small("--out", self.scratch / "first", expect=0)
        file = self.scratch / "first/report.json"
        baseline = json.loads(file.read_text())
        baseline["results"][0]["verdict"] = "xfail"
        file.write_text(json.dumps(baseline))
        outcome = self.run_small("--out", self.scratch / "second", "--baseline", file, "--json", expect=0)
        self.assertEqual(json.loads(outcome.stdout)["summary"]["passed"], 1)
        self.assertIn("xfail → pass", outcome.stderr)

    def test_a_baseline_that_cannot_be_read_ends_with_2_before_a_server_starts(self):
        outcome = self.run_small("--baseline", self.scratch / "none", "--out", self.scratch / "out", expect=2)
        self.assertIn(f"{self.scratch / 'none'}: no such file", outcome.stderr)
        self.assertEqual(outcome.stdout, "")


if __name__ == "__main__":
    unittest.main()

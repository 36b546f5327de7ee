"""What a wrong command line or a wrong file gets: a line that helps, and the documented exit code."""

import json
import os

from case import EndToEndTest
from home import ACCEPT, Home, scenario
from sandbox import SERVER, TLSGAUGE


class CommandLine(EndToEndTest):
    """Wrong usage ends with 64 before anything is done."""

    def assert_wrong_usage(self, *arguments, word):
        with self.subTest(arguments=arguments):
            outcome = self.sandbox.tlsgauge(*arguments)
            self.assertEqual(outcome.exit_code, 64, outcome.stdout + outcome.stderr)
            self.assertEqual(outcome.stdout, "")
            self.assertIn(word, outcome.stderr)

    def test_a_wrong_command_line_ends_with_64_and_names_what_is_wrong(self):
        self.assert_wrong_usage(word="subcommand")
        self.assert_wrong_usage("walk", word="walk")
        self.assert_wrong_usage("run", "--no-such-option", word="--no-such-option")
        self.assert_wrong_usage("run", "--target", "postgres", word="--target")
        self.assert_wrong_usage("run", "--jobs", "0", word="--jobs")
        self.assert_wrong_usage("run", "--jobs", "many", word="--jobs")
        self.assert_wrong_usage("run", "--format", "pdf", word="--format")
        self.assert_wrong_usage("run", "--timeout", "soon", word="--timeout")
        self.assert_wrong_usage("run", "--timeout", word="--timeout")
        self.assert_wrong_usage("certs", word="subcommand")
        self.assert_wrong_usage("certs", "gen", word="--out")

    def test_an_external_target_needs_endpoints_and_a_trust_anchor(self):
        external = ("run", "--target", "external")
        self.assert_wrong_usage(*external, word="--grpc")
        self.assert_wrong_usage(*external, "--rest", "localhost", word="HOST:PORT")
        self.assert_wrong_usage(*external, "--rest", "localhost:1", word="--ca")
        self.assert_wrong_usage(*external, "--rest", "localhost:1", "--client-cert", "c.pem", word="--client-key")
        self.assert_wrong_usage(*external, "--rest", "localhost:1", "--tls-mode", "3", word="--tls-mode")
        external = (*external, "--grpc", "localhost:1")
        self.assert_wrong_usage(*external, "--internal", "router=localhost:2", word="--internal")
        self.assert_wrong_usage(*external, "--tls-mode", "0", "--ca-key", "ca.key", word="--ca")
        self.assert_wrong_usage(*external, "--ca", "ca.pem", "--username", "root", word="--password-file")

    def test_the_servers_wrong_command_line_ends_with_64_too(self):
        for arguments, word in {(): "--config", ("--config", "milvus.yaml", "--tickets", "-1"): "--tickets"}.items():
            self.assert_one_line(self.sandbox.run(SERVER, *arguments), word, "--help", exit_code=64)

    def test_help_and_version_go_to_stdout(self):
        for program in (TLSGAUGE, SERVER):
            outcome = self.sandbox.run(program, "--version")
            self.assertEqual((outcome.exit_code, outcome.stderr), (0, ""))
            self.assertRegex(outcome.stdout, r"^tlsgauge(-server)? \d+\.\d+\.\d+\n$")
            outcome = self.sandbox.run(program, "--help")
            self.assertEqual((outcome.exit_code, outcome.stderr), (0, ""))
            self.assertIn("Exit codes:", outcome.stdout)

    def test_a_suite_that_does_not_exist_is_answered_with_those_that_do(self):
        outcome = self.sandbox.tlsgauge("run", "undocumented")
        self.assert_one_line(outcome, "'undocumented'", "there are: client-certificates, documented", exit_code=64)

    def test_a_filter_that_leaves_nothing_says_how_to_find_ids(self):
        outcome = self.sandbox.tlsgauge("run", "--filter", "no-such-scenario")
        self.assert_one_line(outcome, "no scenario matches", "tlsgauge list", exit_code=64)


class ScenarioFiles(EndToEndTest):
    """A fault in a scenario file ends a run before it starts a server, with one line that names file and place."""

    def setUp(self):
        super().setUp()
        self.home = Home(self.scratch / "home")
        self.sandbox.environment["TLSGAUGE_HOME"] = str(self.home)

    def assert_refused(self, file, *words):
        outcome = self.sandbox.tlsgauge("run", "bad", "--out", self.scratch / "out")
        self.assert_one_line(outcome, file, *words, exit_code=2)
        self.assertIn(str(file), self.sandbox.report().json["fault"])

    def test_an_unknown_key_is_named_with_its_path(self):
        file = self.home.add("bad/group", scenario("good", ACCEPT), scenario("typo", ACCEPT, exchnage={"kind": "tls"}))
        self.assert_refused(file, "$.scenarios[1]", "unknown key 'exchnage'")

    def test_an_unknown_key_in_a_section_is_named_with_its_path(self):
        file = self.home.add("bad/group", scenario("typo", {"security": "accept", "http-status": 200}))
        self.assert_refused(file, "$.scenarios[0].expect", "unknown key 'http-status'")

    def test_an_alert_that_does_not_exist_is_named(self):
        file = self.home.add("bad/group", scenario("alert", {"security": "reject", "alerts": ["unknown_cat"]}))
        self.assert_refused(file, "$.scenarios[0].expect.alerts", "'unknown_cat' is not a TLS alert")

    def test_a_missing_key_is_named(self):
        file = self.home.add("bad/group", scenario("incomplete", {}))
        self.assert_refused(file, "$.scenarios[0].expect.security", "is missing")

    def test_a_syntax_error_is_named_with_its_line(self):
        file = self.home.add_text("bad/group", '{\n  "group": "bad/group",\n  "scenarios": [}\n')
        self.assert_refused(file, "line 3")

    def test_one_id_for_two_scenarios_is_refused(self):
        file = self.home.add("bad/group", scenario("same", ACCEPT), scenario("same", ACCEPT))
        self.assert_refused(file.parent, "'bad/group/same' is used twice")

    def test_a_home_without_scenarios_is_named(self):
        self.sandbox.environment["TLSGAUGE_HOME"] = str(self.scratch / "nowhere")
        outcome = self.sandbox.tlsgauge("run")
        self.assert_one_line(outcome, self.scratch / "nowhere" / "scenarios", exit_code=2)


class RunFiles(EndToEndTest):
    """The files that a run's options name."""

    def setUp(self):
        super().setUp()
        self.home = Home(self.scratch / "home")
        self.home.add("small/group", scenario("good", ACCEPT))
        self.sandbox.environment["TLSGAUGE_HOME"] = str(self.home)

    def run_small(self, *arguments):
        return self.sandbox.tlsgauge("run", "small", "--quiet", *arguments)

    def test_a_deviations_file_that_is_not_there_is_named(self):
        file = self.scratch / "nowhere.json"
        outcome = self.run_small("--deviations", file, "--out", self.scratch / "out")
        self.assert_one_line(outcome, file, exit_code=2)

    def test_a_deviation_without_a_reason_is_refused(self):
        file = self.scratch / "deviations.json"
        file.write_text(json.dumps({"deviations": [{"id": "small/*", "reason": "", "seen": {"security": "rejected"}}]}))
        outcome = self.run_small("--deviations", file, "--out", self.scratch / "out")
        self.assert_one_line(outcome, file, "$.deviations[0].reason", exit_code=2)

    def test_a_report_directory_that_cannot_be_made_is_named(self):
        occupied = self.scratch / "occupied"
        occupied.write_text("a file, no directory")
        self.assert_one_line(self.run_small("--out", occupied / "out"), occupied, exit_code=2)

    def test_a_missing_reference_server_is_named(self):
        alone = self.scratch / "alone" / "tlsgauge"
        alone.parent.mkdir()
        try:
            os.link(TLSGAUGE, alone)
        except OSError:  # another file system
            alone.symlink_to(TLSGAUGE)
        outcome = self.sandbox.run(alone, "run", "small", "--out", self.scratch / "out")
        self.assert_one_line(outcome, alone.parent / "tlsgauge-server", exit_code=2)

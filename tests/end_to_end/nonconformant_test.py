"""Targets that are broken on purpose, and expectations that are: the harness must say so, each with its exit code."""

import json

from case import EndToEndTest
from home import ACCEPT, REJECT, Home, scenario
from peers import Conduct, Peer, closed_port
from reference_server import ReferenceServer, write_config

NO_CERTIFICATE = "documented/mutual/no-certificate@rest"
# As a target of somebody else's has them: its certificates are of no layout.
STRANGER = "documented/mutual/stranger@rest"
GOOD_CLIENT = "documented/mutual/rest"
GRPC_CLIENT = "documented/mutual/grpc"
IN_THE_CATALOGUE = {
    STRANGER: "documented/mutual/stranger@documented-2.?+rest",
    GOOD_CLIENT: "documented/mutual/rest@documented-2.?",
    GRPC_CLIENT: "documented/mutual/grpc@documented-2.?",
}


class ExternalTarget(EndToEndTest):
    """A REST server with mutual TLS that somebody else runs; here it is Python's ssl module."""

    def setUp(self):
        super().setUp()
        self.certificates = self.make_certificates("--key", "ec:P-256")

    def judge(self, conduct, *ids, expect, timeout="3s"):
        with Peer(conduct, self.certificates) as peer:
            return self.judge_endpoint(peer.endpoint, *ids, expect=expect, timeout=timeout)

    def judge_endpoint(self, endpoint, *ids, expect, timeout="3s"):
        filters = [word for each in ids for word in ("--filter", IN_THE_CATALOGUE.get(each, each))]
        ca = ("--ca", self.certificates / "ca.pem", "--ca-key", self.certificates / "ca.key")
        target = ("--target", "external", "--rest", endpoint, "--tls-mode", "2", *ca)
        return self.run_suite(*target, *filters, "--timeout", timeout, expect=expect)

    def test_a_correct_server_passes(self):
        report = self.judge(Conduct.CORRECT, GOOD_CLIENT, NO_CERTIFICATE, STRANGER, expect=0)
        self.assertEqual(report.verdicts, {GOOD_CLIENT: "pass", NO_CERTIFICATE: "pass", STRANGER: "pass"})

    def test_a_server_that_never_asks_for_a_certificate_fails(self):
        report = self.judge(Conduct.OPEN_TO_ALL, GOOD_CLIENT, NO_CERTIFICATE, STRANGER, expect=1)
        self.assertEqual(report.verdicts, {GOOD_CLIENT: "pass", NO_CERTIFICATE: "fail", STRANGER: "fail"})
        self.assertIn("must be refused", report.reasons[NO_CERTIFICATE])

    def test_a_server_that_goes_on_without_a_certificate_fails(self):
        report = self.judge(Conduct.TAKES_ANY_CERTIFICATE, GOOD_CLIENT, NO_CERTIFICATE, STRANGER, expect=1)
        self.assertEqual(report.verdicts, {GOOD_CLIENT: "pass", NO_CERTIFICATE: "fail", STRANGER: "pass"})

    def test_silence_where_refusal_is_due_is_a_hang_and_no_refusal(self):
        report = self.judge(Conduct.SILENT_TO_STRANGERS, NO_CERTIFICATE, expect=1, timeout="1s")
        self.assertEqual(report.verdicts, {NO_CERTIFICATE: "hang"})

    def test_silence_after_the_handshake_is_a_hang(self):
        report = self.judge(Conduct.SILENT, GOOD_CLIENT, expect=1, timeout="1s")
        self.assertEqual(report.verdicts, {GOOD_CLIENT: "hang"})

    def test_silence_instead_of_a_handshake_is_a_hang(self):
        report = self.judge(Conduct.SILENT_BEFORE_HANDSHAKE, GOOD_CLIENT, expect=1, timeout="1s")
        self.assertEqual(report.verdicts, {GOOD_CLIENT: "hang"})

    def test_a_server_that_refuses_everybody_never_passes(self):
        report = self.judge(Conduct.REFUSES_EVERYBODY, NO_CERTIFICATE, STRANGER, expect=2)
        self.assertEqual(report.verdicts, {NO_CERTIFICATE: "error", STRANGER: "error"})
        self.assertIn("a good client does not get in", report.reasons[NO_CERTIFICATE])

    def test_a_closed_port_is_unreachable(self):
        report = self.judge_endpoint(closed_port(), GOOD_CLIENT, NO_CERTIFICATE, expect=3)
        self.assertEqual(set(report.verdicts.values()), {"error"})

    def test_the_report_says_where_the_target_is_and_whose_certificates_it_has(self):
        with Peer(Conduct.CORRECT, self.certificates) as peer:
            report = self.judge_endpoint(peer.endpoint, GOOD_CLIENT, expect=0)
            self.assertEqual(report.json["target"]["endpoints"], [f"rest={peer.endpoint}"])
        self.assertEqual(report.json["target"]["tls_mode"], "mutual")
        self.assertIn("the operator's certificates", report.json["results"][0]["topology"])

    def test_without_a_client_that_gets_in_refusals_are_skipped(self):
        with Peer(Conduct.CORRECT, self.certificates) as peer:
            target = ("--target", "external", "--rest", peer.endpoint, "--tls-mode", "2")
            files = ("--ca", self.certificates / "ca.pem", "--filter", NO_CERTIFICATE)
            report = self.run_suite(*target, *files, expect=2)
        self.assertEqual(report.verdicts, {NO_CERTIFICATE: "skip"})
        self.assertIn("working/client.pem", report.reasons[NO_CERTIFICATE])

    def test_what_the_target_does_not_have_is_skipped_with_the_reason(self):
        report = self.judge(Conduct.CORRECT, GOOD_CLIENT, GRPC_CLIENT, expect=0)
        self.assertEqual(report.verdicts[GRPC_CLIENT], "skip")
        self.assertIn("no grpc port", report.reasons[GRPC_CLIENT])

    def test_our_own_server_started_by_hand_passes_where_it_is_what_a_scenario_needs(self):
        config = write_config(self.sandbox, self.certificates, 2)
        with ReferenceServer(self.sandbox, config) as server:
            endpoints = ("--grpc", f"localhost:{server.ports['grpc']}", "--rest", f"localhost:{server.ports['rest']}")
            ca = ("--ca", self.certificates / "ca.pem", "--ca-key", self.certificates / "ca.key")
            filters = ("--filter", NO_CERTIFICATE.replace("rest", "*"), "--filter", IN_THE_CATALOGUE[STRANGER], "--filter", "health")
            report = self.run_suite("--target", "external", *endpoints, *ca, *filters, expect=0)
        self.assertEqual(report.verdicts.pop("documented/one-way/health"), "skip")
        self.assertEqual(set(report.verdicts.values()), {"pass"})
        self.assertEqual(len(report.verdicts), 4)
        self.assertIn("needs one-way TLS", report.reasons["documented/one-way/health"])

    def test_files_that_make_no_client_are_named_before_anything_is_tried(self):
        def contents(name, text):
            file = self.scratch / name
            file.write_text(text)
            return file

        tls = self.certificates
        pair = {"--ca": tls / "ca.pem", "--client-cert": tls / "client.pem", "--client-key": tls / "client.key"}
        for option, bad, words in (
            ("--ca", contents("cut.pem", (tls / "ca.pem").read_text()[:200]), "damaged"),
            ("--client-key", contents("cut.key", (tls / "client.key").read_text()[:100]), "damaged"),
            ("--client-key", tls / "server.key", f"not the key of {tls}/client.pem"),
            ("--client-cert", tls / "client.key", "holds no certificate"),
            ("--ca", self.scratch / "nowhere.pem", "no such file"),
        ):
            with self.subTest(option=option, words=words):
                files = [word for each in {**pair, option: bad}.items() for word in each]
                target = ("--target", "external", "--rest", closed_port(), *files)
                # None of the scenarios that need pymilvus, which another test may be fetching.
                out = ("--out", self.scratch / "out", "--filter", NO_CERTIFICATE)
                outcome = self.sandbox.tlsgauge("run", *target, *out)
                self.assert_one_line(outcome, bad, words, exit_code=2)
                self.assertIn(words, self.sandbox.report().json["fault"])


class BrokenExpectation(EndToEndTest):
    """Scenarios whose expectation does not fit the reference server."""

    def setUp(self):
        super().setUp()
        self.home = Home(self.scratch / "home")

    def test_every_expectation_that_is_turned_round_fails_the_run(self):
        self.home.copy("documented")
        turned = {"accept": "reject", "reject": "accept"}
        for file in (self.home.scenarios / "documented").glob("*.json"):
            document = json.loads(file.read_text())
            for entry in document["scenarios"]:
                expected = {**document.get("expect", {}), **entry.get("expect", {})}
                entry["expect"] = {"security": turned[expected["security"]]}
            file.write_text(json.dumps(document))
        groups = ("documented/plaintext/*rest*", "documented/shared-port-*", "documented/user-authentication-one-way/*")
        report = self.run_suite(*[w for glob in groups for w in ("--filter", glob)], expect=1, home=self.home)
        self.assertGreater(len(report.results), 20)
        self.assertEqual(set(report.verdicts.values()), {"fail"})

    def test_each_kind_of_expectation_can_fail(self):
        wrong = {
            "security": {"security": "reject"},
            "http-status": {"security": "accept", "http_status": 404},
            "text": {"security": "accept", "text": "words that the server does not say"},
            "version": {"security": "accept", "tls": "1.2"},
        }
        command = {"kind": "command", "tool": "curl", "arguments": ["--version"]}
        grpc = {"kind": "grpc"}
        log = {"kind": "log", "text": "a line that no log holds"}
        by_client = {"security": "reject", "by": "client"}
        self.home.add(
            "wrong/group",
            *[scenario(name, expect) for name, expect in wrong.items()],
            scenario("by", by_client, client={"plaintext": True}),
            scenario("exit-code", {"security": "accept", "exit_code": 1}, exchange=command),
            scenario("grpc-status", {"security": "accept", "grpc_status": 5}, exchange=grpc),
            scenario("log", ACCEPT, exchange=log),
        )
        report = self.run_suite("wrong", expect=1, home=self.home)
        self.assertEqual(set(report.verdicts.values()), {"fail"}, report.reasons)
        self.assertEqual(len(report.results), 8)

    def test_an_unexpected_alert_fails_only_when_alerts_are_strict(self):
        stranger = {"certificate": "stranger/client.pem", "key": "stranger/client.key"}
        expect = {"security": "reject", "alerts": ["certificate_expired"]}
        self.home.add("alerts/group", scenario("stranger", expect, client=stranger), topology={"tls_mode": 2})
        report = self.run_suite("alerts", expect=0, home=self.home)
        self.assertEqual([result["grade"] for result in report.results], ["other_alert"])
        report = self.run_suite("alerts", "--strict-alerts", expect=1, home=self.home)
        self.assertEqual(report.verdicts, {"alerts/group/stranger": "fail"})

    def test_a_violated_should_fails_only_when_the_run_is_strict(self):
        self.home.add(
            "strict/group",
            scenario("should", REJECT, requirement="should"),
            scenario("may", REJECT, requirement="may"),
        )
        report = self.run_suite("strict", expect=0, home=self.home)
        self.assertEqual(set(report.verdicts.values()), {"pass"})
        report = self.run_suite("strict", "--strict", expect=1, home=self.home)
        self.assertEqual(report.verdicts, {"strict/group/should": "fail", "strict/group/may": "pass"})


class Deviations(EndToEndTest):
    """The deviations file explains failures, and is not believed where nothing fails."""

    def setUp(self):
        super().setUp()
        self.home = Home(self.scratch / "home")
        bad = scenario("bad", {"security": "accept", "http_status": 404})
        self.home.add("known/group", scenario("good", ACCEPT), bad)

    def test_an_explained_failure_is_expected_and_carries_its_reason(self):
        self.home.explain({"known/group/bad": "the test says so"})
        report = self.run_suite("known", expect=0, home=self.home)
        self.assertEqual(report.verdicts, {"known/group/good": "pass", "known/group/bad": "xfail"})
        self.assertIn("the test says so", report.reasons["known/group/bad"])

    def test_an_entry_for_another_failure_explains_nothing(self):
        file = self.scratch / "other.json"
        entry = {"id": "known/group/bad", "reason": "the test says so", "seen": {"security": "rejected"}}
        file.write_text(json.dumps({"deviations": [entry]}))
        report = self.run_suite("known", "--deviations", file, expect=1, home=self.home)
        self.assertEqual(report.verdicts["known/group/bad"], "fail")
        self.assertIn("explains another failure", report.reasons["known/group/bad"])

    def test_without_the_entry_the_failure_fails_the_run(self):
        report = self.run_suite("known", expect=1, home=self.home)
        self.assertEqual(report.verdicts["known/group/bad"], "fail")

    def test_an_entry_for_what_does_not_fail_fails_the_run(self):
        self.home.explain({"known/group/*": "the test says so"})
        report = self.run_suite("known", expect=1, home=self.home)
        self.assertEqual(report.verdicts, {"known/group/good": "xpass", "known/group/bad": "xfail"})
        self.assertIn("take the entry out", report.reasons["known/group/good"])

    def test_a_file_on_the_command_line_replaces_the_targets_own(self):
        self.home.explain({"known/group/bad": "the test says so"})
        file = self.scratch / "none.json"
        file.write_text('{"deviations": []}')
        self.run_suite("known", "--deviations", file, expect=1, home=self.home)

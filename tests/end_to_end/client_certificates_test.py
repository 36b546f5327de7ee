"""The suite client-certificates: bad certificates against live servers, and against servers that let some of them in."""

import collections
import json
import re
import signal
import subprocess
import unittest

import skips
from case import EndToEndTest
from home import Home
from peers import Conduct, Peer
from reference_server import ReferenceServer, write_config
from sandbox import HOME, SERVER, TLSGAUGE, Sandbox

SUITE = "client-certificates"


class ReferenceTarget(unittest.TestCase):
    """One run of the whole suite on the reference server, looked at from all sides."""

    @classmethod
    def setUpClass(cls):
        cls.sandbox = cls.enterClassContext(Sandbox())
        cls.outcome = cls.sandbox.tlsgauge("run", SUITE, "--out", cls.sandbox.directory / "out", patience=300)
        cls.report = cls.sandbox.report()

    def test_passes(self):
        self.assertEqual(self.outcome.exit_code, 0, self.outcome.stdout)
        self.assertLessEqual(set(self.report.verdicts.values()), {"pass", "skip", "xfail"})

    def test_drives_250_cases_and_1500_results(self):
        driven = [result for result in self.report.results if result["verdict"] == "pass"]
        self.assertGreaterEqual(len({result["case"] for result in driven}), 250)
        self.assertGreaterEqual(len(driven), 1500)

    def test_tries_each_case_over_both_versions_and_all_three_ways(self):
        variants = collections.defaultdict(set)
        for result in self.report.results:
            # Where a certificate is missing, or good until something changes, the scenarios vary in other ways.
            if not re.search("/(presence|resumption|expiry|revocation|changed-server|sessions|untried-sessions)/", result["id"]):
                variants[result["case"]].add(result["id"].rpartition("@")[2])
        ways = {f"tls{version}+{way}" for version in ("1.2", "1.3") for way in ("tls", "grpc", "rest")}
        # What one version only has is tried over that one.
        whole = {frozenset(ways), *(frozenset(way for way in ways if version in way) for version in ("1.2", "1.3"))}
        self.assertEqual([case for case, tried in variants.items() if frozenset(tried) not in whole], [])
        self.assertLess(len([case for case, tried in variants.items() if tried != ways]), 20)

    def test_sees_refusals_of_tls_1_3_only_where_the_application_would_answer(self):
        for result in self.report.results:
            seen = result["observed"]
            if seen and seen["security"] == "rejected" and "@tls1.3" in result["id"]:
                # Two are refused before ServerHello; the other client is silent before its last message.
                if not re.search("/(resumption/wrong-binder|sessions/ticket-after-.*|messages/announced-giant)@", result["id"]):
                    self.assertNotEqual(seen["stage"], "handshake", result["id"])

    def test_every_must_is_kept(self):
        for result in self.report.results:
            if result["requirement"] == "must" and result["observed"] and result["verdict"] != "xfail":
                if result["case"] == "CC-236":  # a session may let in whom it belongs to, whatever is shown now
                    continue
                wanted = {"accept": "accepted", "reject": "rejected"}[result["expected"]["security"]]
                self.assertEqual(result["observed"]["security"], wanted, result["id"])

    def test_skips_only_what_openssl_cannot_send_or_no_server_here_can_be(self):
        for result in self.report.results:
            if result["verdict"] == "skip":
                self.assertRegex(result["reason"], skips.pattern(*skips.EVERYWHERE), result["id"])


class ExternalTarget(EndToEndTest):
    """Servers that somebody else runs: nobody tells them which TLS versions to accept."""

    def setUp(self):
        super().setUp()
        self.certificates = self.make_certificates("--key", "ec:P-256")

    def target(self, *endpoints, key=True):
        ca = ("--ca", self.certificates / "ca.pem")
        ca_key = ("--ca-key", self.certificates / "ca.key") if key else ()
        pair = ("--client-cert", self.certificates / "client.pem", "--client-key", self.certificates / "client.key")
        return ("--target", "external", *endpoints, "--tls-mode", "2", *ca, *ca_key, *pair)

    def test_the_version_that_a_server_does_not_speak_is_skipped(self):
        with ReferenceServer(self.sandbox, write_config(self.sandbox, self.certificates, 2)) as server:
            endpoints = [word for port in ("grpc", "rest") for word in (f"--{port}", f"localhost:{server.ports[port]}")]
            report = self.run_suite(SUITE, "--filter", "*/trust/*", *self.target(*endpoints), expect=0)
        verdicts = collections.Counter((each.split("@")[1][:6], verdict) for each, verdict in report.verdicts.items())
        self.assertEqual(verdicts["tls1.2", "pass"], 0)
        self.assertGreater(verdicts["tls1.3", "pass"], 80)
        self.assertIn("does not speak the TLS version", report.reasons[f"{SUITE}/trust/unknown-root@tls1.2+grpc"])

    def test_without_the_key_of_the_ca_the_cases_that_need_none_still_run(self):
        with ReferenceServer(self.sandbox, write_config(self.sandbox, self.certificates, 2)) as server:
            endpoint = ("--rest", f"localhost:{server.ports['rest']}")
            report = self.run_suite(SUITE, "--filter", "*/trust/*@tls1.3+rest", *self.target(*endpoint, key=False), expect=0)
        verdict = {each.removeprefix(f"{SUITE}/trust/").partition("@")[0]: word for each, word in report.verdicts.items()}
        for case in ("unknown-root", "self-signed-same-name", "fake-ca", "cycle"):
            self.assertEqual(verdict[case], "pass", case)
        self.assertEqual(verdict["bad-signature"], "skip")
        self.assertIn("--ca-key", report.reasons[f"{SUITE}/trust/bad-signature@tls1.3+rest"])

    def test_the_profile_is_found_by_three_refusals(self):
        with ReferenceServer(self.sandbox, write_config(self.sandbox, self.certificates, 2)) as server:
            endpoint = ("--rest", f"localhost:{server.ports['rest']}")
            for key, chosen, profile, basis in (
                (True, "auto", "openssl", "found by decrypt_error for CC-044, bad_certificate for CC-062"),
                (True, "go", "go", "chosen with --profile"),
                (False, "auto", None, "undecided: .*--ca-key"),
            ):
                filters = ("--filter", "*/unknown-root@tls1.3+rest", "--profile", chosen)
                target = self.run_suite(SUITE, *filters, *self.target(*endpoint, key=key), expect=0).json["target"]
                self.assertEqual(target["profile"], profile)
                self.assertRegex(target["profile_basis"], basis)

    def test_bare_handshakes_are_tried_at_the_only_port(self):
        with ReferenceServer(self.sandbox, write_config(self.sandbox, self.certificates, 2)) as server:
            endpoint = ("--rest", f"localhost:{server.ports['rest']}")
            report = self.run_suite(SUITE, "--filter", "*/unknown-root@tls1.3+*", *self.target(*endpoint), expect=0)
        verdicts = {each.partition("+")[2]: verdict for each, verdict in report.verdicts.items()}
        self.assertEqual(verdicts, {"tls": "pass", "grpc": "skip", "rest": "pass"})

    def test_a_server_that_asks_for_no_certificate_fails_every_case(self):
        with Peer(Conduct.OPEN_TO_ALL, self.certificates) as peer:
            target = self.target("--rest", peer.endpoint)
            report = self.run_suite(SUITE, "--filter", "*/trust/*@tls1.3+rest", *target, expect=1)
        results = {result["id"]: result for result in report.results}
        must = [each for each, result in results.items() if result["requirement"] == "must" and result["observed"]]
        self.assertGreater(len(must), 20)
        self.assertEqual({report.verdicts[each] for each in must}, {"fail"})


class Markers(EndToEndTest):
    """What each request leaves behind on the server, where it is carried out."""

    def assert_all_fail(self, fault, security):
        """Over each way in, such a server is found by what it has carried out."""
        cases = f"{SUITE}/trust/unknown-root@tls1.3+*"
        report = self.run_suite(SUITE, "--target", f"fault:{fault}", "--filter", cases, expect=1)
        seen = {each["id"].partition("+")[2]: (each["verdict"], each["observed"]["security"]) for each in report.results}
        self.assertEqual(seen, {way: ("fail", security) for way in ("tls", "grpc", "rest")})
        self.assertEqual({each["observed"]["executed"] for each in report.results}, {True})

    def test_a_refusal_that_comes_after_the_call_is_none(self):
        self.assert_all_fail("refusal-after-the-call", "accepted")

    def test_a_request_that_is_carried_out_before_the_refusal_is_found(self):
        self.assert_all_fail("call-without-an-answer", "rejected")

    def test_a_request_that_is_carried_out_after_the_refusal_is_found(self):
        self.assert_all_fail("call-after-the-refusal", "rejected")

    def test_where_nothing_may_change_nothing_is_known(self):
        case = f"{SUITE}/trust/unknown-root@tls1.3+rest"
        report = self.run_suite(SUITE, "--read-only", "--target", "fault:call-without-an-answer", "--filter", case, expect=0)
        self.assertEqual([result["observed"]["executed"] for result in report.results], [None])

    def serve(self):
        """A server that somebody else runs: it, and the options that describe it."""
        self.certificates = self.make_certificates("--key", "ec:P-256")
        self.pair = (self.certificates / "client.pem", self.certificates / "client.key")
        server = self.enterContext(ReferenceServer(self.sandbox, write_config(self.sandbox, self.certificates, 2)))
        self.rest = f"localhost:{server.ports['rest']}"
        files = ("--ca", self.certificates / "ca.pem", "--client-cert", self.pair[0], "--client-key", self.pair[1])
        return ("--target", "external", "--grpc", f"localhost:{server.ports['grpc']}", "--rest", self.rest, "--tls-mode", "2", *files)

    def assert_none_left(self):
        client = ("--cacert", self.certificates / "ca.pem", "--cert", self.pair[0], "--key", self.pair[1])
        listing = self.sandbox.run("curl", "--silent", *client, f"https://{self.rest}/v1/vector/collections")
        self.assertEqual(json.loads(listing.stdout), {"code": 200, "data": ["books"]})

    def test_none_stays(self):
        self.run_suite(SUITE, *self.serve(), "--filter", "*/must-accept/*@tls1.3+*", "--filter", "*/presence/*", expect=0)
        self.assert_none_left()

    def test_none_stays_after_an_interruption(self):
        process = self.sandbox.start(TLSGAUGE, "run", SUITE, *self.serve(), "--out", self.scratch / "out")
        while not re.match(r"\[2\d\d/", process.stderr.readline()):  # good clients have left some by then
            self.assertIsNone(process.poll())
        process.send_signal(signal.SIGINT)
        self.assertEqual(self.sandbox.finish(process).exit_code, 130)
        self.assert_none_left()


class Faults(EndToEndTest):
    """Servers that are wrong on purpose, and what finds them out."""

    def test_every_fault_is_found_by_the_cases_that_should_and_a_good_server_by_none(self):
        outcome = self.sandbox.tlsgauge("faults", "--quick", "--suite", SUITE, patience=600)
        self.assertEqual(outcome.exit_code, 0, outcome.stdout + outcome.stderr)
        self.assertIn("quiet   (a server without faults)", outcome.stdout)

    def test_a_fault_that_nobody_finds_is_said(self):
        home = Home(self.scratch / "home")
        home.copy(SUITE)
        file = home.scenarios / "faults/client-certificates.json"
        file.parent.mkdir()
        faults = {"suite": SUITE, "faults": [{"fault": "expiry-ignored", "found_by": ["CC-060", "CC-080"]}]}
        file.write_text(json.dumps(faults))
        self.sandbox.environment["TLSGAUGE_HOME"] = str(home)
        outcome = self.sandbox.tlsgauge("--json", "faults", "--quick", "expiry-ignored")
        self.assertEqual(outcome.exit_code, 1, outcome.stderr)
        missed = {row["fault"]: row["missed"] for row in json.loads(outcome.stdout)}
        self.assertEqual(missed, {None: [], "expiry-ignored": ["CC-080"]})

    def test_a_report_of_such_a_server_says_what_was_let_in(self):
        report = self.run_suite(SUITE, "--target", "fault:expiry-ignored", "--filter", "*/expired@tls1.3+grpc", expect=1)
        self.assertEqual(report.json["target"]["name"], "fault:expiry-ignored")
        self.assertIn("must be refused", report.reasons[f"{SUITE}/validity/expired@tls1.3+grpc"])

    def test_a_fault_that_there_is_not_is_answered_with_where_to_look(self):
        self.assert_one_line(self.sandbox.tlsgauge("faults", "nonsense"), "--list-faults", exit_code=64)
        self.assert_one_line(self.sandbox.run(SERVER, "--config", "x", "--fault", "nonsense"), "--list-faults", exit_code=64)


class Forge(EndToEndTest):
    """`tlsgauge certs forge`."""

    def forge(self, *arguments, expect=0):
        outcome = self.sandbox.tlsgauge("certs", "forge", "--out", self.scratch / "bad", *arguments)
        self.assertEqual(outcome.exit_code, expect, outcome.stderr)
        return outcome

    def test_writes_pem_and_der_and_a_manifest(self):
        tls = self.make_certificates("--key", "ec:P-256")
        self.forge("--ca", tls, "--case", "CC-038,expired,expired-just-now,expired-intermediate,expired-root")
        manifest = json.loads((self.scratch / "bad/manifest.json").read_text())
        self.assertEqual(
            [entry["slug"] for entry in manifest], ["leaf-from-leaf", "expired", "expired-just-now", "expired-intermediate", "expired-root"]
        )
        first = manifest[0]
        self.assertEqual(first["der"], ["CC-038/0.der", "CC-038/1.der"])
        openssl = subprocess.run(
            ["openssl", "verify", "-CAfile", tls / "ca.pem", "-untrusted", self.scratch / "bad" / first["chain"], self.scratch / "bad" / first["chain"]],
            capture_output=True,
            text=True,
        )
        self.assertIn("invalid CA certificate", openssl.stderr)
        self.assertIn("skipped", manifest[-1])

    def test_says_what_it_lacks(self):
        self.assert_one_line(self.sandbox.tlsgauge("certs", "forge", "--ca", self.scratch, "--out", self.scratch / "bad"), "ca.pem", exit_code=2)
        tls = self.make_certificates("--key", "ec:P-256")
        outcome = self.sandbox.tlsgauge("certs", "forge", "--ca", tls, "--out", self.scratch / "bad", "--case", "nonsense")
        self.assert_one_line(outcome, "no case matches", exit_code=2)


if __name__ == "__main__":
    unittest.main()

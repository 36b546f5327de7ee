"""Evidence of a run: captures that tshark decrypts by themselves, chains, transcripts, and the file of SSLKEYLOGFILE."""

import os
import re
import shutil
import stat
import unittest

from case import EndToEndTest
from home import ACCEPT, REJECT, Home, scenario

VERSIONS = ("1.2", "1.3")
TRANSPORTS = {"openssl": {}, "wire": {"wire": {"steps": []}}}
COMBINATIONS = [(transport, version) for transport in TRANSPORTS for version in VERSIONS]

GRPC = {"kind": "grpc"}
STRANGER = {"certificate": "stranger/client.pem", "key": "stranger/client.key"}
GOOD = {"certificate": "working/client.pem", "key": "working/client.key"}

# A server that demands certificates, by either version.
DEMANDING = {"tls_mode": 2, "min_tls": "1.2"}

# Numbers of alerts (RFC 8446 section 6).
UNKNOWN_CA = "48"

# What tshark asks of a capture's author, not of TLS: sums that are wrong, gaps, octets that make no sense.
BAD_PACKETS = "ip.checksum.status == 0 || tcp.checksum.status == 0 || tcp.analysis.flags || _ws.malformed"
CHECKED = ("-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE")


def needs_tshark(test):
    """In CI a missing tshark is a failure: nobody reads what is skipped there."""
    missing = shutil.which("tshark") is None and "CI" not in os.environ
    return unittest.skipIf(missing, "tshark is not installed (harness/setup/packages --test)")(test)


class EvidenceTest(EndToEndTest):
    def setUp(self):
        super().setUp()
        self.home = Home(self.scratch / "home")
        self.sandbox.environment["HOME"] = str(self.scratch)  # whoever runs the tests may have told tshark of keys

    def run_varied(self, *arguments, expect, **more):
        """Runs a scenario by every transport and version, as `more` has it. Returns the results."""
        client = more.pop("client", {})
        outcome = more.pop("outcome")
        topology = more.pop("topology", {"tls_mode": 1})
        self.home.add(
            "evidence/group",
            *[
                scenario(
                    f"{transport}-{version}",
                    outcome,
                    client={"trust": "ca.pem", "tls": version, **client},
                    **TRANSPORTS[transport],
                    **more,
                )
                for transport, version in COMBINATIONS
            ],
            topology=topology,
        )
        report = self.run_suite("evidence", *arguments, expect=expect, home=self.home)
        self.assertEqual(set(report.verdicts.values()) & {"skip", "error"}, set(), report.reasons)
        return report.results

    def file(self, result, kind):
        return self.scratch / "out" / result["evidence"][kind]

    def tshark(self, result, *arguments):
        """What tshark prints of the capture, which is all that it gets."""
        outcome = self.sandbox.run("tshark", "-n", "-r", self.file(result, "pcap"), *arguments)
        self.assertEqual(outcome.exit_code, 0, outcome.stderr)
        return outcome.stdout

    def values(self, result, field):
        return set(re.split(r"[,\s]+", self.tshark(result, "-T", "fields", "-e", field))) - {""}

    def assert_sound(self, result):
        self.assertEqual(self.tshark(result, *CHECKED, "-Y", BAD_PACKETS), "")


@needs_tshark
class Captures(EvidenceTest):
    """tshark gets a capture and no keys, and reads what was said under TLS."""

    def test_an_http_answer_is_decrypted(self):
        results = self.run_varied(expect=1, outcome={**ACCEPT, "http_status": 404})
        for result in results:
            with self.subTest(id=result["id"]):
                self.assertEqual(result["verdict"], "fail", result["reason"])
                self.assertEqual(self.values(result, "http.request.uri"), {"/v1/vector/collections"})
                self.assertEqual(self.values(result, "http.response.code"), {"200"})
                self.assert_sound(result)

    def test_calls_of_http2_are_decrypted(self):
        results = self.run_varied(expect=1, outcome={**ACCEPT, "grpc_status": 5}, exchange=GRPC)
        for result in results:
            with self.subTest(id=result["id"]):
                self.assertIn("/milvus.proto.milvus.MilvusService/Connect", self.values(result, "http2.headers.path"))
                self.assertIn("200", self.values(result, "http2.headers.status"))
                self.assert_sound(result)

    def test_an_alert_is_decrypted(self):
        results = self.run_varied(expect=1, outcome=ACCEPT, client=STRANGER, topology=DEMANDING)
        for result in results:
            with self.subTest(id=result["id"]):
                self.assertEqual(result["observed"]["alert"]["name"], "unknown_ca")
                self.assertIn(UNKNOWN_CA, self.values(result, "tls.alert_message.desc"))
                self.assert_sound(result)

    def test_whatever_a_script_does_is_decrypted(self):
        def scripted(name, version, **wire):
            return scenario(name, ACCEPT, client={"trust": "ca.pem", "tls": version}, wire={"steps": [], **wire})

        cbc = ["TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"]
        self.home.add(
            "evidence/scripts",
            scripted("retry", "1.3", hello={"key_shares": []}),
            scripted("key-update", "1.3", steps=[{"at": "established", "after": [{"key_update": 1}]}]),
            scripted("chacha", "1.3", hello={"cipher_suites": ["TLS_CHACHA20_POLY1305_SHA256"]}),
            scripted("cbc", "1.2", hello={"cipher_suites": cbc}),
        )
        report = self.run_suite("evidence", "--evidence", "all", expect=0, home=self.home)
        for result in report.results:
            with self.subTest(id=result["id"]):
                self.assertEqual(self.values(result, "http.request.uri"), {"/v1/vector/collections"})
                self.assertEqual(self.values(result, "http.response.code"), {"200"})
                self.assert_sound(result)

    def test_both_connections_of_a_resumption_are_there(self):
        session = {"client": {"trust": "ca.pem"}}
        outcome = {**ACCEPT, "resumption": "due"}
        results = self.run_varied("--evidence", "all", expect=0, outcome=outcome, session=session)
        for result in results:
            with self.subTest(id=result["id"]):
                self.assertEqual(self.values(result, "tcp.stream"), {"0", "1"})
                self.assertEqual(self.values(result, "http.response.code"), {"200"})
                answered = self.tshark(result, "-Y", "http.response", "-T", "fields", "-e", "tcp.stream")
                self.assertEqual(answered.split(), ["0", "1"])


class Files(EvidenceTest):
    def test_evidence_is_for_its_owner_alone_and_beside_the_report(self):
        results = self.run_varied(expect=1, outcome={**ACCEPT, "http_status": 404})
        for result in results:
            with self.subTest(id=result["id"]):
                for kind in ("pcap", "transcript"):
                    self.assertTrue(result["evidence"][kind].startswith("evidence/"))
                    self.assertEqual(stat.S_IMODE(self.file(result, kind).stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE((self.scratch / "out/evidence").stat().st_mode), 0o700)

    def test_the_chain_is_what_the_client_sent(self):
        results = self.run_varied(expect=1, outcome=REJECT, client=GOOD, topology=DEMANDING)
        for result in results:
            with self.subTest(id=result["id"]):
                self.assertEqual(result["attempts"], 3)
                sent = self.file(result, "chain")
                subject = self.sandbox.run("openssl", "x509", "-noout", "-subject", "-in", sent)
                self.assertEqual(subject.exit_code, 0, subject.stderr)
                self.assertIn("CN", subject.stdout)

    def test_without_a_certificate_there_is_no_chain(self):
        results = self.run_varied(expect=1, outcome={**ACCEPT, "http_status": 404})
        for result in results:
            with self.subTest(id=result["id"]):
                self.assertIsNone(result["evidence"]["chain"])

    def test_the_transcript_says_in_words_what_happened(self):
        results = self.run_varied(expect=1, outcome=ACCEPT, client=STRANGER, topology=DEMANDING)
        for result in results:
            with self.subTest(id=result["id"]):
                words = self.file(result, "transcript").read_text()
                self.assertIn(result["id"], words)
                self.assertIn(result["reason"], words)
                for each in (
                    "client > server  connects",
                    "client > server  message client_hello",
                    "client > server  record handshake",
                    "server > client  message certificate_request",
                    "client > server  message finished",
                    "server > client  alert fatal unknown_ca (48)",
                ):
                    self.assertIn(each, words)
                self.assertNotIn("SECRET", words)

    def test_what_is_as_expected_leaves_none(self):
        results = self.run_varied(expect=0, outcome=ACCEPT)
        for result in results:
            with self.subTest(id=result["id"]):
                self.assertIsNone(result["evidence"])
        self.assertFalse((self.scratch / "out/evidence").exists())

    def test_all_leave_some_where_that_is_wanted(self):
        results = self.run_varied("--evidence", "all", expect=0, outcome=ACCEPT)
        for result in results:
            with self.subTest(id=result["id"]):
                self.assertTrue(self.file(result, "pcap").stat().st_size > 0)

    def test_none_leaves_none(self):
        results = self.run_varied("--evidence", "none", expect=1, outcome={**ACCEPT, "http_status": 404})
        for result in results:
            with self.subTest(id=result["id"]):
                self.assertIsNone(result["evidence"])
        self.assertFalse((self.scratch / "out/evidence").exists())

    def test_another_word_is_wrong_usage(self):
        outcome = self.sandbox.tlsgauge("run", "--evidence", "some", "--out", self.scratch / "out")
        self.assertEqual(outcome.exit_code, 64)


class KeyLog(EvidenceTest):
    LABELS = {
        "1.2": {"CLIENT_RANDOM"},
        "1.3": {
            "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
            "SERVER_HANDSHAKE_TRAFFIC_SECRET",
            "CLIENT_TRAFFIC_SECRET_0",
            "SERVER_TRAFFIC_SECRET_0",
            "EXPORTER_SECRET",
        },
    }

    def test_every_probe_appends_its_secrets(self):
        for transport, version in COMBINATIONS:
            with self.subTest(transport=transport, version=version):
                file = self.scratch / f"keys-{transport}-{version}"
                self.sandbox.environment["SSLKEYLOGFILE"] = str(file)
                self.run_varied("--filter", f"{transport}-{version}", expect=0, outcome=ACCEPT)
                lines = file.read_text().splitlines()
                self.assertEqual({line.split()[0] for line in lines}, self.LABELS[version])
                for line in lines:
                    self.assertRegex(line, r"^[A-Z_0-9]+ [0-9a-fA-F]{64} [0-9a-fA-F]{64,96}$")
                self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)

    def test_a_file_that_cannot_be_written_changes_nothing(self):
        self.sandbox.environment["SSLKEYLOGFILE"] = "/nowhere/keys"
        self.run_varied(expect=0, outcome=ACCEPT)

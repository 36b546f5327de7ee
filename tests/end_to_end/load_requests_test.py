"""`tlsgauge load rest` and `tlsgauge load grpc` against the reference server."""

import json
import unittest

from case import EndToEndTest
from reference_server import ReferenceServer, write_config

TARGET = "/v1/vector/collections"
PASSWORD = "a-password-of-nobody"


class RequestLoad(EndToEndTest):
    def serve(self, mode, **options):
        self.tls = self.make_certificates("--key", "ec:P-256")
        config = write_config(self.sandbox, self.tls, mode=mode, **options)
        self.server = self.enterContext(ReferenceServer(self.sandbox, config))

    def address(self, port):
        return f"127.0.0.1:{self.server.ports[port]}"

    def client(self):
        return ("--client-cert", self.tls / "client.pem", "--client-key", self.tls / "client.key")

    def run_load(self, *arguments, expect=0):
        """Runs a load that must end with `expect`. Returns the report's entries."""
        out = self.scratch / "load"
        outcome = self.sandbox.tlsgauge("load", *arguments, "--json", "--out", out)
        self.assertEqual(outcome.exit_code, expect, outcome.stdout + outcome.stderr)
        self.assertNotIn(PASSWORD, outcome.stdout + outcome.stderr)
        report = json.loads(outcome.stdout)
        self.assertEqual(report, json.loads((out / "report.json").read_text()))
        return report["load"]

    def assert_all_completed(self, load, count):
        self.assertTrue(load["valid"], load["invalid_because"])
        self.assertEqual(load["requests"], {"completed": count, "failed": {}})
        connections = load["handshakes"]["completed"]
        self.assertGreater(connections, 0)
        self.assertEqual(load["census"]["accepted"], connections)
        self.assertGreater(load["client_cpu_ns_per_op"], 0)
        self.assertEqual(load["latency_ns"]["count"], count)

    def test_rest_over_mutual_tls(self):
        self.serve(mode=2)
        (pid,) = self.sandbox.processes("tlsgauge-server")
        url = f"https://{self.address('rest')}{TARGET}"
        trust = ("--ca", self.tls / "ca.pem")
        pace = ("--count", 200, "--warm-up", "200ms")
        with self.subTest("a client that is let in"):
            (load,) = self.run_load("rest", url, *trust, *self.client(), *pace, "--server-pid", pid)
            self.assert_all_completed(load, 200)
            self.assertEqual(list(load["census"]["version"]), ["TLSv1.3"])
            self.assertGreater(load["server_cpu_ns_per_op"], 0)
            self.assertEqual((load["kind"], load["engine"]), ("rest", "beast"))
        with self.subTest("a client without a certificate is no fast one"):
            (load,) = self.run_load("rest", url, *trust, *pace, expect=2)
            self.assertFalse(load["valid"])
            self.assertEqual(load["requests"], {"completed": 0, "failed": {"alert:certificate_required": 200}})
            self.assertEqual(load["handshakes"]["completed"], 0)
            self.assertEqual(load["rate_per_s"], 0)
        with self.subTest("repeated, on new connections"):
            options = ("--requests-per-connection", 10, "--connections", 2, "--repeat", 3)
            loads = self.run_load("rest", url, *trust, *self.client(), "--count", 40, "--warm-up", "0s", *options)
            self.assertEqual(len(loads), 3)
            for load in loads:
                self.assert_all_completed(load, 40)
                self.assertGreaterEqual(load["handshakes"]["completed"], 4)

    def test_rest_without_tls(self):
        self.serve(mode=0)
        (load,) = self.run_load("rest", f"http://{self.address('rest')}{TARGET}", "--count", 200)
        self.assert_all_completed(load, 200)
        self.assertEqual(list(load["census"]["version"]), ["plaintext"])

    def test_users_and_their_passwords(self):
        self.serve(mode=1, authorization=True)
        trust = ("--ca", self.tls / "ca.pem", "--count", 50)
        right, wrong = self.scratch / "right", self.scratch / "wrong"
        right.write_text("Milvus\n")
        wrong.write_text(PASSWORD)
        url = f"https://{self.address('rest')}{TARGET}"
        grpc = (self.address("grpc"), "--method", "milvus.proto.milvus.MilvusService/ShowCollections")
        for kind, target in (("rest", (url,)), ("grpc", grpc)):
            with self.subTest(kind):
                login = ("--username", "root", "--password-file")
                (load,) = self.run_load(kind, *target, *trust, *login, right)
                self.assert_all_completed(load, 50)
                (load,) = self.run_load(kind, *target, *trust, *login, wrong, expect=2)
                self.assertEqual(load["requests"]["completed"], 0)
                self.assertEqual(list(load["requests"]["failed"].values()), [50])

    def test_grpc_over_mutual_tls(self):
        self.serve(mode=2)
        (pid,) = self.sandbox.processes("tlsgauge-server")
        endpoint = (self.address("grpc"), "--ca", self.tls / "ca.pem")
        pace = ("--count", 200, "--connections", 2, "--streams", 8)
        with self.subTest("a client that is let in"):
            (load,) = self.run_load("grpc", *endpoint, *self.client(), *pace, "--server-pid", pid)
            self.assert_all_completed(load, 200)
            self.assertEqual(list(load["census"]["version"]), ["TLSv1.3"])
            self.assertGreater(load["server_cpu_ns_per_op"], 0)
            self.assertEqual((load["kind"], load["engine"]), ("grpc", "grpc"))
        with self.subTest("a client without a certificate is no fast one"):
            (load,) = self.run_load("grpc", *endpoint, *pace, expect=2)
            self.assertEqual(load["requests"], {"completed": 0, "failed": {"alert:certificate_required": 200}})
            self.assertEqual(load["handshakes"]["completed"], 0)

    def test_plaintext_is_the_floor(self):
        self.serve(mode=0)
        (load,) = self.run_load("grpc", self.address("grpc"), "--plaintext", "--count", 100)
        self.assert_all_completed(load, 100)
        (load,) = self.run_load("handshake", self.address("grpc"), "--plaintext", "--acceptance", "grpc", "--count", 100)
        self.assertTrue(load["valid"], load["invalid_because"])
        self.assertEqual(load["census"]["version"], {"plaintext": 100})
        self.assertEqual(load["census"]["accepted"], 100)

    def test_an_open_loop_that_nobody_can_keep_up_with_is_not_valid(self):
        self.serve(mode=0)
        url = f"http://{self.address('rest')}{TARGET}"
        (load,) = self.run_load("rest", url, "--rate", 500000, "--duration", "1s", expect=2)
        self.assertIn("were due", load["invalid_because"])
        self.assertGreater(load["schedule_lag_ns"]["p50"], 0)

    def test_wrong_usage_is_one_line(self):
        out = ("--out", self.scratch / "out")
        for arguments, words in (
            (("rest", "127.0.0.1:8080"), ("127.0.0.1:8080", "http://HOST:PORT/PATH")),
            (("rest", f"http://root:{PASSWORD}@127.0.0.1/"), ("--username", "--password-file")),
            (("rest", "http://192.0.2.1/"), ("192.0.2.1:80", "--i-own-this-target")),
            (("rest", "http://127.0.0.1:1/", "--username", "root"), ("--password-file",)),
            (("rest", "http://127.0.0.1:1/", "--method", "A B"), ("A B", "method")),
            (("rest", "http://127.0.0.1:1/", "--body", "nothing.json"), ("nothing.json",)),
            (("grpc", "127.0.0.1:1", "--method", "Check"), ("Check", "SERVICE/METHOD")),
            (("grpc", "127.0.0.1:1", "--server-pid", "4194304"), ("--server-pid", "no such process")),
        ):
            with self.subTest(arguments):
                outcome = self.sandbox.tlsgauge("load", *arguments, *out)
                self.assert_one_line(outcome, *words, exit_code=2)
                self.assertNotIn(PASSWORD, outcome.stderr)


if __name__ == "__main__":
    unittest.main()

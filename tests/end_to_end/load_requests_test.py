"""`tlsgauge load rest` and `tlsgauge load grpc` against the reference server."""

import json
import signal
import socket
import time
import unittest

import reports
from case import EndToEndTest
from reference_server import ReferenceServer, write_config
from sandbox import PATIENCE, TLSGAUGE

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
        report = reports.Report(outcome.stdout).json
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
        self.assertIn("never began", load["invalid_because"])
        self.assertGreater(load["schedule_lag_ns"]["p50"], 0)

    def test_wrong_usage_is_one_line(self):
        out = ("--out", self.scratch / "out")
        for arguments, words in (
            (("rest", "127.0.0.1:8080"), ("127.0.0.1:8080", "http://HOST:PORT/PATH")),
            (("rest", f"http://root:{PASSWORD}@127.0.0.1/"), ("--username", "--password-file")),
            (("rest", "http://192.0.2.1/"), ("192.0.2.1:80", "--i-own-this-target")),
            (("rest", "http://127.0.0.1:1/", "--username", "root"), ("--password-file",)),
            (("rest", "http://127.0.0.1:1/", "--method", "A B"), ("A B", "method")),
            (("grpc", "127.0.0.1:1", "--method", "Check"), ("Check", "SERVICE/METHOD")),
            (("grpc", "127.0.0.1"), ("127.0.0.1", "HOST:PORT")),
            (("grpc", "127.0.0.1:1", "--duration", "x"), ("--duration",)),
            (("grpc", "127.0.0.1:1", "--client-cert", "client.pem"), ("--client-key",)),
            (("grpc", "127.0.0.1:1", "--client-key", "client.key"), ("--client-cert",)),
            (("handshake", "127.0.0.1:1", "--plaintext", "--resume", "session"), ("--resume", "--plaintext")),
            (("handshake", "127.0.0.1:1", "--tls", "1.2", "--resume", "session", "--warm-up", "0s"), ("--warm-up", "tickets")),
        ):
            with self.subTest(arguments):
                outcome = self.sandbox.tlsgauge("load", *arguments, *out)
                self.assert_one_line(outcome, *words, exit_code=64)
                self.assertNotIn(PASSWORD, outcome.stderr)
                self.assertFalse((self.scratch / "out").exists(), "nothing was tried")

    def test_what_is_missing_on_this_machine_ends_with_2_and_one_line(self):
        for arguments, words in (
            (("rest", "http://127.0.0.1:1/", "--body", "nothing.json"), ("nothing.json",)),
            (("grpc", "127.0.0.1:1", "--server-pid", "4194304"), ("--server-pid", "no such process", "pgrep")),
            (("grpc", "127.0.0.1:1", "--group", "p-256"), ("'p-256'", "in its case", "P-256")),
        ):
            with self.subTest(arguments):
                outcome = self.sandbox.tlsgauge("load", *arguments, "--out", self.scratch / "out")
                self.assert_one_line(outcome, *words, exit_code=2)

    def test_a_target_that_cannot_be_reached_ends_with_3(self):
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))  # and does not listen
            address = f"127.0.0.1:{nobody.getsockname()[1]}"
            for arguments in (("rest", f"http://{address}/"), ("grpc", address), ("handshake", address)):
                with self.subTest(arguments):
                    (load,) = self.run_load(*arguments, "--count", 20, "--warm-up", "0s", expect=3)
                    self.assertFalse(load["valid"])
        arguments = ("load", "grpc", "nothing.invalid:1", "--i-own-this-target", "--out", self.scratch / "lost")
        self.assert_one_line(self.sandbox.tlsgauge(*arguments), "nothing.invalid", "check the name", exit_code=3)
        report = reports.Report((self.scratch / "lost/report.json").read_text()).json
        self.assertFalse(report["interrupted"])
        self.assertIn("nothing.invalid", report["fault"])

    def test_a_report_is_there_from_the_beginning_and_grows_with_each_repeat(self):
        self.serve(mode=0)
        out = self.scratch / "out"
        url = f"http://{self.address('rest')}{TARGET}"
        words = ("load", "rest", url, "--count", 20, "--warm-up", "0s", "--out", out, "--repeat", 1000)
        process = self.sandbox.start(TLSGAUGE, *words)
        seen = self.report_with(out, loads=2)
        self.assertTrue(seen["interrupted"])
        self.assertEqual(seen["target"]["endpoints"], [f"rest={self.address('rest')}"])
        self.assertEqual(seen["target"]["tls_mode"], "none")
        process.send_signal(signal.SIGINT)
        self.assertEqual(self.sandbox.finish(process).exit_code, 130)
        self.assertTrue(self.report_with(out, loads=2)["interrupted"])

    def report_with(self, out, loads):
        """The report in `out` once it holds so many loads."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if (out / "report.json").exists():
                report = reports.Report((out / "report.json").read_text()).json
                if len(report.get("load", [])) >= loads:
                    return report
            time.sleep(0.02)
        self.fail(f"no report with {loads} loads in {out}")

    def test_more_connections_than_this_process_may_have_are_refused_in_one_line(self):
        self.serve(mode=0)
        url = f"http://{self.address('rest')}{TARGET}"
        words = [TLSGAUGE, "load", "rest", url, "--count", "400", "--connections", "400", "--warm-up", "0s", "--out", self.scratch / "out"]
        outcome = self.sandbox.run("bash", "-c", 'ulimit -n 256; "$@"', "bash", *words)
        self.assert_one_line(outcome, "256", "--connections", "ulimit -Hn", exit_code=2)
        outcome = self.sandbox.run("bash", "-c", 'ulimit -Sn 256; "$@"', "bash", *words)
        self.assertEqual(outcome.exit_code, 0, "the soft limit is raised: " + outcome.stdout + outcome.stderr)


if __name__ == "__main__":
    unittest.main()

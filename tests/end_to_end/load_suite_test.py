"""Loads as scenarios, and what becomes of their figures: `run load`, --repeat, --versus, and `compare`."""

import json
import signal
import time

from case import EndToEndTest
from home import ACCEPT, Home, scenario
from reference_server import ReferenceServer, write_config
from sandbox import PATIENCE, TLSGAUGE

MUTUAL = {"trust": "ca.pem", "certificate": "working/client.pem", "key": "working/client.key"}


def load(name, operation, port, **members):
    exchange = {"kind": "load", "operation": operation, "port": port, "milliseconds": 300}
    return {**scenario(name, ACCEPT), "exchange": exchange, "tags": ["load"], **members}


class Suite(EndToEndTest):
    def setUp(self):
        super().setUp()
        self.home = Home(self.scratch / "home")

    def loads(self, report):
        return {entry["name"]: entry for entry in report.json["load"]}

    def test_each_cell_states_what_either_side_paid_and_what_the_server_counted(self):
        cells = [load(f"{operation}-{port}", operation, port) for operation in ("full", "resumed", "requests") for port in ("grpc", "rest")]
        self.home.add("cost/mutual", *cells, topology={"tls_mode": 2, "key": "ec:P-256"}, client=MUTUAL)
        report = self.run_suite("cost", expect=0, home=self.home)
        self.assertEqual(set(report.verdicts.values()), {"pass"})
        loads = self.loads(report)
        self.assertEqual(set(loads), set(report.verdicts))
        for name, entry in loads.items():
            with self.subTest(name):
                self.assertTrue(entry["valid"], entry["invalid_because"])
                self.assertGreater(entry["client_cpu_ns_per_op"], 0)
                self.assertGreater(entry["server_cpu_ns_per_op"], 0)
                counted, census = entry["server_count"], entry["census"]
                self.assertGreaterEqual(counted["resumed"], census["resumed"])
                self.assertEqual(counted["client_verified"], counted["full"] + counted["resumed"], "mutual: all of them")
                if "/resumed" in name:
                    self.assertEqual(census["resumed"], entry["handshakes"]["completed"])
                    self.assertGreaterEqual(counted["resumed"], entry["handshakes"]["completed"])
                if "/full" in name:
                    self.assertEqual(counted["resumed"], 0)
                    self.assertGreaterEqual(counted["full"], entry["handshakes"]["completed"])

    def test_a_client_that_is_refused_is_a_failure_and_no_speed(self):
        nobody = {"trust": "ca.pem"}
        self.home.add("cost/refused", load("full", "full", "grpc"), topology={"tls_mode": 2}, client=nobody)
        report = self.run_suite("cost", expect=1, home=self.home)
        self.assertEqual(report.verdicts, {"cost/refused/full": "fail"})
        (entry,) = report.json["load"]
        self.assertFalse(entry["valid"])
        self.assertEqual(entry["handshakes"]["completed"], 0)
        self.assertEqual(list(entry["handshakes"]["failed"]), ["alert:certificate_required"])
        (result,) = report.results
        self.assertEqual(result["observed"]["alert"]["name"], "certificate_required")

    def test_a_refusal_is_explained_by_the_alert_that_a_deviation_names(self):
        self.home.add("cost/refused", load("full", "full", "grpc"), topology={"tls_mode": 2}, client={"trust": "ca.pem"})
        for alert, verdict, code in (("certificate_required", "xfail", 0), ("unknown_ca", "fail", 1)):
            seen = {"security": "rejected", "alerts": [alert]}
            file = self.scratch / "deviations.json"
            file.write_text(json.dumps({"deviations": [{"id": "cost/*", "reason": "It is known.", "seen": seen}]}))
            report = self.run_suite("cost", "--deviations", file, expect=code, home=self.home)
            self.assertEqual(report.verdicts, {"cost/refused/full": verdict})

    def test_our_own_refusal_of_the_server_is_not_the_servers(self):
        stranger = {"trust": "stranger/ca.pem"}
        self.home.add("cost/distrust", load("full", "full", "rest"), topology={"tls_mode": 1}, client=stranger)
        report = self.run_suite("cost", expect=1, home=self.home)
        self.assertEqual(report.results[0]["observed"]["by"], "client")

    def test_repeats_come_in_turns_and_count_as_one_result(self):
        cells = [load("a", "full", "grpc"), load("b", "full", "rest"), scenario("not-a-load", ACCEPT)]
        self.home.add("cost/one-way", *cells, topology={"tls_mode": 1, "key": "ec:P-256"})
        report = self.run_suite("cost", "--repeat", "3", expect=0, home=self.home)
        self.assertEqual([entry["name"][-1] for entry in report.json["load"]], ["a", "b"] * 3)
        attempts = {result["id"]: result["attempts"] for result in report.results}
        self.assertEqual(attempts, {"cost/one-way/a": 3, "cost/one-way/b": 3, "cost/one-way/not-a-load": 1})

    def test_an_interruption_in_a_later_turn_leaves_what_the_earlier_ones_have_shown(self):
        cells = [load("a", "full", "grpc"), load("b", "full", "rest"), scenario("not-a-load", ACCEPT)]
        self.home.add("cost/one-way", *cells, topology={"tls_mode": 1, "key": "ec:P-256"})
        self.sandbox.environment["TLSGAUGE_HOME"] = str(self.home)
        out = self.scratch / "out"
        process = self.sandbox.start(TLSGAUGE, "run", "cost", "--repeat", "1000", "--out", out)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.loads_in(out) < 4:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        self.assertEqual(self.sandbox.finish(process).exit_code, 130)
        report = self.sandbox.report()
        self.assertTrue(report.json["interrupted"])
        self.assertEqual(set(report.verdicts.values()), {"pass"})
        self.assertGreaterEqual(report.results[0]["attempts"], 2)

    def loads_in(self, out):
        file = out / "report.json"
        return len(json.loads(file.read_text()).get("load", [])) if file.exists() else 0

    def test_two_targets_side_by_side_are_compared(self):
        self.home.add("cost/one-way", load("a", "full", "grpc"), scenario("not-a-load", ACCEPT), topology={"tls_mode": 1})
        report = self.run_suite("cost", "--versus", "reference", expect=0, home=self.home)
        other = self.sandbox.report("out/versus")
        self.assertEqual(other.verdicts, report.verdicts)
        self.assertTrue((self.scratch / "out/versus/comparison.json").exists())

    def test_what_cannot_be_side_by_side_is_wrong_usage(self):
        self.home.add("cost/one-way", load("a", "full", "grpc"), topology={"tls_mode": 1})
        self.sandbox.environment["TLSGAUGE_HOME"] = str(self.home)
        outcome = self.sandbox.tlsgauge("run", "cost", "--target", "milvus", "--versus", "compose:reference")
        self.assert_one_line(outcome, "a network of its own", "--baseline", exit_code=64)


class SlowerServer(EndToEndTest):
    """A server that burns CPU in each handshake is found out; the same server twice is not."""

    def setUp(self):
        super().setUp()
        self.tls = self.make_certificates("--key", "ec:P-256")
        self.config = write_config(self.sandbox, self.tls, mode=1)

    def measure(self, name, *options):
        with ReferenceServer(self.sandbox, self.config, *options) as server:
            (pid,) = self.sandbox.processes("tlsgauge-server")
            address = f"127.0.0.1:{server.ports['rest']}"
            words = ("--ca", self.tls / "ca.pem", "--acceptance", "http", "--duration", "500ms", "--warm-up", "100ms")
            out = self.scratch / name
            more = ("--repeat", "5", "--server-pid", pid, "--out", out)
            outcome = self.sandbox.tlsgauge("load", "handshake", address, *words, *more)
            self.assertEqual(outcome.exit_code, 0, outcome.stdout + outcome.stderr)
        return out

    def compare(self, old, new):
        # The machine is busy with other tests, which the gate would heed; what is looked for is far beyond that.
        return self.sandbox.tlsgauge("compare", old, new, "--tolerance", "60%", "--across-machines")

    def test_compare_finds_the_slower_and_not_the_same(self):
        first, second = self.measure("first"), self.measure("second")
        slow = self.measure("slow", "--handshake-cost", "5000")
        same = self.compare(first, second)
        self.assertEqual(same.exit_code, 0, same.stdout + same.stderr)
        worse = self.compare(first, slow)
        self.assertEqual(worse.exit_code, 1, worse.stdout + worse.stderr)
        self.assertIn("server CPU", worse.stdout)

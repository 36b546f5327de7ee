"""`tlsgauge load handshake` against the reference server."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import unittest

from case import EndToEndTest
from reference_server import ReferenceServer, write_config

# Reads a report from stdin and prints what the histogram library of PyPI makes of its histogram.
DECODE = """
import json, sys
from hdrh.histogram import HdrHistogram
load = json.load(sys.stdin)["load"][0]
histogram = HdrHistogram.decode(load["histogram"])
print(json.dumps([histogram.get_total_count()] + [histogram.get_value_at_percentile(p) for p in (50, 90, 99, 100)]))
"""


class HandshakeLoad(EndToEndTest):
    def setUp(self):
        super().setUp()
        self.tls = self.make_certificates("--key", "ec:P-256")
        self.server = self.enterContext(ReferenceServer(self.sandbox, write_config(self.sandbox, self.tls, mode=2)))
        self.address = f"127.0.0.1:{self.server.ports['grpc']}"

    def client(self):
        return ("--client-cert", self.tls / "client.pem", "--client-key", self.tls / "client.key")

    def load(self, *arguments, expect=0):
        common = ("--ca", self.tls / "ca.pem", "--acceptance", "grpc", "--warm-up", "200ms", "--json")
        out = self.scratch / "load"
        outcome = self.sandbox.tlsgauge("load", "handshake", self.address, *common, "--out", out, *arguments)
        self.assertEqual(outcome.exit_code, expect, outcome.stdout + outcome.stderr)
        report = json.loads(outcome.stdout)
        self.assertEqual(report, json.loads((out / "report.json").read_text()))
        return report["load"][0]

    def test_full_handshakes_are_counted_accepted_and_costed(self):
        (pid,) = self.sandbox.processes("tlsgauge-server")
        load = self.load(*self.client(), "--count", 200, "--threads", 2, "--server-pid", pid)
        completed = load["handshakes"]["completed"]
        self.assertTrue(load["valid"])
        self.assertGreaterEqual(completed, 200)
        self.assertEqual(load["handshakes"]["failed"], {})
        self.assertEqual(load["census"]["version"], {"TLSv1.3": completed})
        self.assertEqual(load["census"]["accepted"], completed)
        self.assertEqual(load["census"]["resumed"], 0)
        self.assertGreater(load["client_cpu_ns_per_op"], 0)
        self.assertGreater(load["server_cpu_ns_per_op"], 0)

    def test_resumed_handshakes_are_proven_resumed(self):
        load = self.load(*self.client(), "--resume", "session", "--duration", "1s")
        self.assertGreater(load["handshakes"]["completed"], 0)
        self.assertEqual(load["census"]["resumed"], load["handshakes"]["completed"])

    def test_refused_handshakes_are_no_load(self):
        load = self.load("--duration", "500ms", expect=2)
        self.assertFalse(load["valid"])
        self.assertEqual(list(load["handshakes"]["failed"]), ["alert:certificate_required"])

    def test_a_closed_loop_says_when_the_client_was_the_bottleneck(self):
        load = self.load(*self.client(), "--duration", "1s", "--connections", 4)
        self.assertGreater(load["client_utilization"], 0)
        self.assertEqual(load["note"] is not None, load["client_utilization"] > 0.95)

    def test_a_server_that_pauses_for_a_second_shows_a_second_of_latency(self):
        (pid,) = self.sandbox.processes("tlsgauge-server")
        pause = threading.Thread(target=self.pause, args=(pid,))
        pause.start()
        load = self.load(*self.client(), "--rate", 50, "--connections", 200, "--duration", "4s")
        pause.join()
        # A quarter of the four seconds' starts were due while the server stood still, evenly spread over the second.
        self.assertGreater(load["latency_ns"]["p90"], 400e6)
        self.assertGreater(load["latency_ns"]["max"], 900e6)
        self.assertLess(load["latency_ns"]["p50"], 300e6)

    def pause(self, pid):
        time.sleep(1.5)
        os.kill(pid, signal.SIGSTOP)
        time.sleep(1)
        os.kill(pid, signal.SIGCONT)

    def test_the_histogram_is_one_that_hdrhistogram_reads(self):
        load = self.load(*self.client(), "--count", 500)
        environment = self.scratch / "python"
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        subprocess.run([environment / "bin/pip", "install", "--quiet", "hdrhistogram==0.10.3"], check=True)
        decoded = subprocess.run(
            [environment / "bin/python", "-c", DECODE],
            input=json.dumps({"load": [load]}),
            capture_output=True,
            text=True,
            check=True,
        )
        total, *percentiles = json.loads(decoded.stdout)
        ours = load["latency_ns"]
        self.assertEqual(total, ours["count"])
        # The library rounds a rank where we take the ceiling: neighbours differ by less than their place in the tail.
        for theirs, name in zip(percentiles, ("p50", "p90", "p99", "max")):
            self.assertAlmostEqual(theirs / ours[name], 1, delta=0.1, msg=name)

    def test_a_load_leaves_the_machine_only_where_its_user_owns_the_target(self):
        outcome = self.sandbox.tlsgauge("load", "handshake", "192.0.2.1:443")
        self.assert_one_line(outcome, "192.0.2.1:443", "--i-own-this-target", exit_code=64)


if __name__ == "__main__":
    unittest.main()

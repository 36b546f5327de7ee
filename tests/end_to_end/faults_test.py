"""What goes wrong in the middle of a run: the report stays valid and says so, and nothing is left running."""

import os
import pathlib
import shutil
import signal
import time

from case import EndToEndTest
from home import ACCEPT, REJECT, Home, Pause, scenario
from sandbox import TLSGAUGE

FAKE_SERVER = pathlib.Path(__file__).with_name("fake_server.py")
PROMPTLY = 20  # seconds; on an idle machine it takes less than one


class FaultTest(EndToEndTest):
    def setUp(self):
        super().setUp()
        self.home = Home(self.scratch / "home")
        self.sandbox.environment["TLSGAUGE_HOME"] = str(self.home)

    def start(self, *arguments, program=TLSGAUGE):
        """Starts a run of one scenario at a time, as a shell starts what a user then interrupts."""
        return self.sandbox.start(program, "run", "mishaps", "--jobs", "1", "--out", self.scratch / "out", *arguments)

    def program_beside(self, server):
        """A tlsgauge that finds the program `server` where its reference server should be."""
        directory = self.scratch / "bin"
        directory.mkdir()
        try:
            os.link(TLSGAUGE, directory / "tlsgauge")
        except OSError:  # another file system
            shutil.copy(TLSGAUGE, directory / "tlsgauge")
        (directory / "tlsgauge-server").symlink_to(server)
        return directory / "tlsgauge"

    def verdicts(self, report):
        return {each.removeprefix("mishaps/"): verdict for each, verdict in report.verdicts.items()}


class MidRun(FaultTest):
    """A run that is held in its middle: one scenario has passed, one waits, others are to come."""

    def setUp(self):
        super().setUp()
        self.pause = self.enterContext(Pause(self.scratch))
        after = (scenario("after", ACCEPT), scenario("refused", REJECT, client={"plaintext": True}))
        self.home.add("mishaps/one", scenario("before", ACCEPT), self.pause.scenario, *after)
        working = {"trust": "ca.pem", "certificate": "working/client.pem", "key": "working/client.key"}
        self.home.add("mishaps/two", scenario("later", ACCEPT), topology={"tls_mode": 2}, client=working)

    def run_to_the_middle(self, *arguments, program=TLSGAUGE):
        process = self.start(*arguments, program=program)
        self.pause.wait()
        return process

    def test_without_a_fault_everything_passes(self):
        process = self.run_to_the_middle()
        self.pause.end()
        outcome = self.sandbox.finish(process)
        self.assertEqual(outcome.exit_code, 0, outcome.stdout + outcome.stderr)
        self.assertEqual(set(self.sandbox.report().verdicts.values()), {"pass"})

    def test_a_target_that_is_killed_is_a_fault_that_names_the_signal(self):
        process = self.run_to_the_middle()
        (server,) = self.sandbox.processes("tlsgauge-server")
        os.kill(server, signal.SIGKILL)
        self.pause.end()
        outcome = self.sandbox.finish(process)
        self.assertEqual(outcome.exit_code, 2, outcome.stdout + outcome.stderr)
        report = self.sandbox.report()
        expected = {"one/before": "pass", "one/pause": "pass", "one/after": "error", "one/refused": "error"}
        self.assertEqual(self.verdicts(report), {**expected, "two/later": "pass"})
        for line in (report.reasons["mishaps/one/after"], outcome.stdout):
            self.assertIn("the target ended by itself (signal 9 (Killed))", line)
        self.assertFalse(report.json["interrupted"])

    def assert_interrupted(self, outcome):
        self.assertEqual(outcome.exit_code, 130, outcome.stdout + outcome.stderr)
        report = self.sandbox.report()
        self.assertTrue(report.json["interrupted"])
        return report

    def test_ctrl_c_ends_a_run_with_a_report_of_what_it_had_found(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=number.name):
                process = self.run_to_the_middle()
                os.killpg(process.pid, number)
                report = self.assert_interrupted(self.sandbox.finish(process, PROMPTLY))
                skipped = dict.fromkeys(("one/pause", "one/after", "one/refused", "two/later"), "skip")
                self.assertEqual(self.verdicts(report), {"one/before": "pass", **skipped})
                self.assertIn("interrupted", report.reasons["mishaps/one/after"])

    def test_a_second_ctrl_c_does_not_wait_for_a_target_that_will_not_stop(self):
        self.sandbox.temporary_files_may_stay = True
        self.sandbox.environment["FAKE_SERVER"] = "stubborn"
        process = self.run_to_the_middle("--filter", "pause", program=self.program_beside(FAKE_SERVER))
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.2)  # the first one is now waiting for the target's end
        os.killpg(process.pid, signal.SIGINT)
        report = self.assert_interrupted(self.sandbox.finish(process, PROMPTLY))
        self.assertEqual(report.results, [], "the run ended in its own time")

    def test_one_ctrl_c_is_enough_for_a_target_that_will_not_stop(self):
        self.sandbox.environment["FAKE_SERVER"] = "stubborn"
        process = self.run_to_the_middle("--filter", "pause", program=self.program_beside(FAKE_SERVER))
        os.killpg(process.pid, signal.SIGINT)
        self.assert_interrupted(self.sandbox.finish(process, PROMPTLY))

    def test_a_harness_that_is_killed_takes_its_target_and_clients_with_it(self):
        self.sandbox.temporary_files_may_stay = True
        process = self.run_to_the_middle()
        self.assertEqual(len(self.sandbox.processes()), 3, "the harness, its target, its client")
        process.kill()
        self.assertEqual(self.sandbox.finish(process).exit_code, -signal.SIGKILL)
        self.assertTrue(self.sandbox.report().json["interrupted"])

    def test_a_report_directory_that_vanishes_is_a_fault_in_one_line(self):
        process = self.run_to_the_middle("--quiet")
        self.pause.end()
        shutil.rmtree(self.scratch / "out")
        (self.scratch / "out").write_text("no directory")
        outcome = self.sandbox.finish(process)
        self.assert_one_line(outcome, self.scratch / "out", exit_code=2)


class Catalogue(FaultTest):
    """A scenario file that says nonsense."""

    def test_an_unknown_key_is_named_and_leaves_a_report(self):
        self.home.add("mishaps/one", {**scenario("good", ACCEPT), "colour": "blue"})
        outcome = self.sandbox.finish(self.start())
        self.assertEqual(outcome.exit_code, 2, outcome.stderr)
        self.assertIn("unknown key 'colour'", outcome.stderr)
        report = self.sandbox.report()
        self.assertIn("unknown key 'colour'", report.json["fault"])
        self.assertEqual(report.json["results"], [])


class Start(FaultTest):
    """A target that does not start."""

    def setUp(self):
        super().setUp()
        self.home.add("mishaps/one", scenario("good", ACCEPT))
        self.program = self.program_beside(FAKE_SERVER)

    def run_with(self, conduct):
        self.sandbox.environment["FAKE_SERVER"] = conduct
        return self.start(program=self.program)

    def test_a_target_that_ends_at_once_is_a_fault_that_quotes_its_last_words(self):
        outcome = self.sandbox.finish(self.run_with("refuses"))
        self.assertEqual(outcome.exit_code, 2, outcome.stderr)
        report = self.sandbox.report()
        self.assertEqual(self.verdicts(report), {"one/good": "error"})
        self.assertIn("exit code 1 before it was ready", report.reasons["mishaps/one/good"])
        self.assertIn("the dog ate the certificate", report.reasons["mishaps/one/good"])

    def test_a_target_that_cannot_do_what_is_asked_is_skipped_with_its_reason(self):
        outcome = self.sandbox.finish(self.run_with("cannot"))
        self.assertEqual(outcome.exit_code, 2, "a run in which everything is skipped proves nothing")
        report = self.sandbox.report()
        self.assertEqual(self.verdicts(report), {"one/good": "skip"})
        self.assertIn("this topology is beyond a fake", report.reasons["mishaps/one/good"])

    def test_ctrl_c_ends_the_wait_for_a_target_that_never_gets_ready(self):
        process = self.run_with("never-ready")
        until = time.monotonic() + PROMPTLY
        while len(self.sandbox.processes()) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        outcome = self.sandbox.finish(process, PROMPTLY)
        self.assertEqual(outcome.exit_code, 130, outcome.stderr)
        self.assertEqual(self.verdicts(self.sandbox.report()), {"one/good": "skip"})

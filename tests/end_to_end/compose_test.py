"""Targets in containers: `tlsgauge run --target compose:NAME`, on an engine that is started where none runs."""

import json
import os
import pathlib
import signal
import stat
import subprocess
import unittest

import deviations
from case import EndToEndTest
from home import ACCEPT, Home, Pause, scenario
from sandbox import HOME, TLSGAUGE, Sandbox

ENGINE = HOME / "harness/setup/engine"
ENGINE_DIRECTORY = HOME / "build/engine"
BUILD_PATIENCE = 1200  # seconds, where images are built first

OWNER = "tlsgauge.owner"


def setUpModule():
    subprocess.run([ENGINE, "start", ENGINE_DIRECTORY], check=True)


def tearDownModule():
    subprocess.run([ENGINE, "stop", ENGINE_DIRECTORY], check=True)


def docker(*arguments):
    return subprocess.run(["docker", *arguments], check=True, capture_output=True, text=True).stdout


def engine_holds(pid):
    """The containers and networks that the harness `pid` has started."""
    row = f'{{{{.ID}}}} {{{{.Label "{OWNER}"}}}}'
    found = []
    for listing in (("ps", "--all"), ("network", "ls")):
        rows = docker(*listing, "--filter", f"label={OWNER}", "--format", row).splitlines()
        found += [row.split()[0] for row in rows if f"/{pid}/" in row.split()[1]]
    return found


class ContainerTest(EndToEndTest):
    """A test that starts harnesses, none of which may leave anything in the engine."""

    def setUp(self):
        super().setUp()
        self.pids = []

    def start_run(self, *arguments):
        process = self.sandbox.start(TLSGAUGE, "run", "--out", self.scratch / "out", *arguments)
        self.pids.append(process.pid)
        return process

    def assert_engine_is_clean(self):
        for pid in self.pids:
            self.assertEqual(engine_holds(pid), [])

    def paused_home(self):
        """A home whose only scenario waits in the middle of a run. Returns the pause."""
        home = Home(self.scratch / "home")
        (home.directory / "compose").symlink_to(HOME / "compose")
        pause = self.enterContext(Pause(self.scratch))
        home.add("paused/group", pause.scenario, scenario("before", ACCEPT))
        self.sandbox.environment["TLSGAUGE_HOME"] = str(home)
        return pause


def run_documented(case, target):
    """Runs the documented suite once for a whole class of tests."""
    case.sandbox = case.enterClassContext(Sandbox())
    case.out = case.sandbox.directory / "out"
    process = case.sandbox.start(TLSGAUGE, "run", "documented", "--target", target, "--out", case.out)
    case.outcome = case.sandbox.finish(process, patience=BUILD_PATIENCE)
    case.held_afterwards = engine_holds(process.pid)
    case.report = case.sandbox.report()


class DocumentedSuite:
    """What holds for the documented suite on every target in a container."""

    def test_ends_with_exit_code_0_and_leaves_nothing(self):
        self.assertEqual(self.outcome.exit_code, 0, self.outcome.stdout + self.outcome.stderr)
        self.assertEqual(self.held_afterwards, [])

    def test_the_deviations_file_explains_every_failure_and_nothing_else(self):
        known = deviations.committed(self.deviations, "documented")
        failed = {each for each, verdict in self.report.verdicts.items() if verdict == "xfail"}
        tried = {each for each, verdict in self.report.verdicts.items() if verdict != "skip"}
        self.assertEqual(failed, deviations.matching(known, tried))
        self.assertEqual(deviations.unused(known, failed), set())

    def test_keeps_log_and_state_of_every_container_beside_the_report_but_no_key(self):
        for server in (self.out / "targets").iterdir():
            (container,) = json.loads((server / "container.json").read_text())
            self.assertIs(container["State"]["Running"], False)
            if container["State"]["ExitCode"] != 89:
                self.assertIn("READY ", (server / "server.log").read_text(), server)
        for file in filter(pathlib.Path.is_file, self.out.rglob("*")):
            self.assertNotIn(b"PRIVATE KEY", file.read_bytes(), file)

    def test_containers_publish_on_loopback_only_and_get_the_certificates_read_only(self):
        for file in self.out.glob("targets/*/container.json"):
            (container,) = json.loads(file.read_text())
            bindings = [place for places in container["HostConfig"]["PortBindings"].values() for place in places]
            self.assertEqual({place["HostIp"] for place in bindings}, {"127.0.0.1"})
            written = [mount["Destination"] for mount in container["Mounts"] if mount["RW"]]
            self.assertLessEqual(set(written), {"/var/lib/milvus"})
            self.assertNotIn(container["Config"]["User"].split(":")[0], ("", "0", "root"))


class Reference(DocumentedSuite, unittest.TestCase):
    """The reference server."""

    deviations = "reference"

    @classmethod
    def setUpClass(cls):
        run_documented(cls, "compose:reference")

    def test_skips_nothing(self):
        self.assertLessEqual(set(self.report.verdicts.values()), {"pass", "xfail"})

    def test_the_report_names_the_target_and_its_profile(self):
        target = self.report.json["target"]
        self.assertEqual((target["name"], target["profile"]), ("compose:reference", "openssl"))


class Nginx(DocumentedSuite, unittest.TestCase):
    """A server that is not ours, with REST alone."""

    deviations = "compose-nginx"

    @classmethod
    def setUpClass(cls):
        run_documented(cls, "compose:nginx")

    def test_every_rest_scenario_of_a_set_up_that_it_can_have_is_tried(self):
        for each, verdict in self.report.verdicts.items():
            group = each.split("/")[1]
            if group in ("plaintext", "one-way", "mutual") and ("rest" in each or "curl" in each):
                self.assertIn(verdict, ("pass", "xfail"), each)

    def test_what_it_cannot_do_is_a_skip_with_the_reason(self):
        skipped = {each for each, verdict in self.report.verdicts.items() if verdict == "skip"}
        for each, words in {
            "documented/plaintext/grpc": "no grpc port",
            "documented/internal-tls/log-line": "nginx has no internal ports",
            "documented/plaintext-shared-port/rest": "nginx speaks no gRPC",
            "documented/user-authentication-mutual/right-password-rest": "nginx knows no users",
        }.items():
            self.assertIn(each, skipped)
            self.assertIn(words, self.report.reasons[each])


class NginxRevocation(ContainerTest):
    """nginx with revocation lists, and with one that changes."""

    def test_a_revoked_client_is_refused_and_others_are_not(self):
        groups = ("--filter", "*/revocation/*@tls1.3+rest", "--filter", "*/revoked-later@tls1.3+rest")
        process = self.start_run("client-certificates", *groups, "--target", "compose:nginx")
        outcome = self.sandbox.finish(process, patience=BUILD_PATIENCE)
        self.assertEqual(outcome.exit_code, 0, outcome.stdout + outcome.stderr)
        results = {result["id"].split("/")[2].partition("@")[0]: result for result in self.sandbox.report().results}
        tried = {slug for slug, result in results.items() if result["verdict"] != "skip"}
        self.assertEqual({slug for slug in results if slug not in tried}, {slug for slug in results if slug.startswith("ocsp-")})
        self.assertLessEqual({"revoked", "not-revoked", "behind-lists", "expired-list", "no-list", "revoked-later"}, tried)
        for slug in tried:
            wanted = {"accept": "accepted", "reject": "rejected"}[results[slug]["expected"]["security"]]
            self.assertEqual(results[slug]["observed"]["security"], wanted, slug)
        self.assert_engine_is_clean()


class Milvus(DocumentedSuite, unittest.TestCase):
    """The real Milvus."""

    deviations = "milvus-2.3.5"

    @classmethod
    def setUpClass(cls):
        run_documented(cls, "compose:milvus")

    def test_skips_nothing(self):
        self.assertLessEqual(set(self.report.verdicts.values()), {"pass", "xfail"})


class Interrupted(ContainerTest):
    """A run that does not come to its end."""

    def test_ctrl_c_leaves_nothing(self):
        pause = self.paused_home()
        process = self.start_run("paused", "--target", "compose:reference")
        pause.wait()
        self.assertEqual(len(engine_holds(process.pid)), 2)
        process.send_signal(signal.SIGINT)
        self.assertEqual(self.sandbox.finish(process).exit_code, 130)
        self.assertIs(self.sandbox.report().json["interrupted"], True)
        self.assert_engine_is_clean()

    def test_what_a_killed_harness_left_the_next_start_removes(self):
        self.sandbox.temporary_files_may_stay = True
        pause = self.paused_home()
        process = self.start_run("paused", "--target", "compose:reference")
        pause.wait()
        process.kill()
        self.sandbox.finish(process)
        self.assertEqual(len(engine_holds(process.pid)), 2)
        self.sandbox.environment["TLSGAUGE_HOME"] = str(HOME)
        again = self.start_run("--filter", "documented/plaintext/rest", "--target", "compose:nginx")
        self.assertEqual(self.sandbox.finish(again).exit_code, 0)
        self.assert_engine_is_clean()

    def test_a_run_leaves_another_one_alone(self):
        pause = self.paused_home()
        first = self.start_run("paused", "--target", "compose:reference")
        pause.wait()
        self.sandbox.environment["TLSGAUGE_HOME"] = str(HOME)
        out = self.scratch / "second"
        second = self.sandbox.tlsgauge(
            "run", "--filter", "documented/plaintext/rest", "--target", "compose:reference", "--out", out
        )
        self.assertEqual(second.exit_code, 0, second.stdout + second.stderr)
        pause.end()
        self.assertEqual(self.sandbox.finish(first).exit_code, 0)
        self.assert_engine_is_clean()


class EngineThatCannotBeUsed(EndToEndTest):
    """One line that says what is the matter and what to do, and exit code 2."""

    def complain(self, *words):
        """Runs a scenario that needs no other program."""
        chosen = ("--filter", "documented/plaintext/rest", "--target", "compose:nginx")
        outcome = self.sandbox.tlsgauge("run", *chosen, "--out", self.scratch / "out")
        self.assert_one_line(outcome, *words, exit_code=2)

    def test_no_docker(self):
        self.sandbox.environment["PATH"] = str(self.scratch)
        self.complain("docker is not installed", "harness/setup/engine start")

    def test_engine_not_running(self):
        self.sandbox.environment["DOCKER_HOST"] = f"unix://{self.scratch}/docker.sock"
        self.complain("not running", "systemctl start docker")

    @unittest.skipUnless(os.geteuid() == 0, "only root can become another user")
    def test_no_permission(self):
        """The engine's socket is for root and its group, so docker is started as nobody."""
        self.write_program("docker", 'exec setpriv --reuid=65534 --clear-groups --regid=65534 "$DOCKER" "$@"')
        real = subprocess.run(["which", "docker"], check=True, capture_output=True, text=True).stdout.strip()
        self.sandbox.environment["DOCKER"] = real
        self.complain("not open to this user", "usermod")

    def test_no_compose(self):
        self.write_program("docker", '[ "$1" = version ] && echo 20.10 || { echo "docker: unknown command"; exit 1; }')
        self.write_program("docker-compose", "exit 127")
        self.complain("Compose is missing", "install docker-compose-plugin or docker-compose")

    def test_an_unknown_name_is_wrong_usage_and_says_which_there_are(self):
        outcome = self.sandbox.tlsgauge("run", "--target", "compose:apache")
        self.assertEqual(outcome.exit_code, 64)
        for word in ("compose:apache", "compose:milvus", "compose:nginx", "compose:reference"):
            self.assertIn(word, outcome.stdout + outcome.stderr)

    def write_program(self, name, body):
        """Puts a shell script before the programs of the system."""
        folder = self.scratch / "bin"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(f"#!/bin/sh\n{body}\n")
        (folder / name).chmod(stat.S_IRWXU | stat.S_IROTH | stat.S_IXOTH)
        self.sandbox.environment["PATH"] = f"{folder}:{os.environ['PATH']}"


class EngineScript(unittest.TestCase):
    """harness/setup/engine."""

    def test_does_nothing_where_an_engine_answers(self):
        with Sandbox() as box:
            other = box.directory / "other"
            self.assertEqual(box.run(ENGINE, "start", other).exit_code, 0)
            self.assertEqual(list(other.iterdir()), [])
            self.assertEqual(box.run(ENGINE, "stop", other).exit_code, 0)
        docker("version")


if __name__ == "__main__":
    unittest.main()

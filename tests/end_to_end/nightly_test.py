"""The examples for nightly jobs: what they run, night after night."""

import os
import re
import shlex
import shutil

import yaml

from case import EndToEndTest
from reports import HOME

NIGHTLY = "./harness/nightly"
# A run of seconds instead of minutes, on a target that needs no container engine.
INSTEAD = {"compose:reference": "reference"}
SHORT = ("--filter", "documented/one-way/load*requests*", "--filter", "documented/one-way/rest@*")


def github_commands():
    job = yaml.safe_load((HOME / ".github/workflows/nightly.yml").read_text())["jobs"]["tlsgauge"]
    return [step["run"] for step in job["steps"] if "run" in step]


def gitlab_commands():
    return yaml.safe_load((HOME / ".gitlab-ci.yml").read_text())["nightly"]["script"]


def systemd_commands():
    unit = (HOME / "harness/setup/systemd/tlsgauge-nightly.service").read_text()
    return [line.replace("/opt/tlsgauge/", "./") for line in re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)]


class Examples(EndToEndTest):
    """The command of each example, on another target and into another directory."""

    def commands(self):
        for name, lines in (("GitHub", github_commands()), ("GitLab", gitlab_commands()), ("systemd", systemd_commands())):
            commands = [shlex.split(line) for line in lines]
            ours = [command for command in commands if command[0] == NIGHTLY]
            self.assertEqual(len(ours), 1, f"{name}: {commands}")
            for command in commands:
                self.assertTrue(os.access(HOME / command[0], os.X_OK), f"{name}: {command[0]}")
            yield name, ours[0]

    def night(self, command, *more, expect):
        program, _, *options = command
        words = [INSTEAD.get(word, word) for word in options]
        outcome = self.sandbox.run(HOME / program, self.scratch / "nights", *words, *SHORT, *more, patience=300)
        self.assertEqual(outcome.exit_code, expect, outcome.stdout + outcome.stderr)
        return outcome

    def nights(self):
        return sorted(path.name for path in (self.scratch / "nights").iterdir() if re.match(r"\d{8}T", path.name))

    def link(self, name):
        return os.readlink(self.scratch / "nights" / name)

    def test_each_runs_keeps_its_reports_and_compares_them_with_the_last_good_night(self):
        for name, command in self.commands():
            with self.subTest(name):
                first = self.night(command, expect=0)
                self.assertNotIn("OLD", first.stdout, "there is nothing yet to compare with")
                (good,) = self.nights()
                for file in ("report.json", "junit.xml", "ctrf.json", "targets"):
                    self.assertTrue((self.scratch / "nights" / good / file).exists(), file)
                second = self.night(command, "--tolerance", "20%", expect=0)
                self.assertIn(good, second.stdout, "compared with the first night")
                self.assertEqual(len(self.nights()), 2)
                self.assertEqual(self.link("latest"), self.nights()[1])
                self.assertEqual(self.link("good"), self.nights()[1])
                shutil.rmtree(self.scratch / "nights")

    def test_a_night_that_was_not_good_is_kept_and_compared_with_nothing_after_it(self):
        command = next(self.commands())[1]
        self.night(command, expect=0)
        good = self.link("good")
        explained = self.scratch / "deviations.json"
        explained.write_text(
            '{"deviations": [{"id": "documented/one-way/rest@*", "reason": "It never passes.", "seen": {"security": "rejected"}}]}'
        )
        self.night(command, "--deviations", explained, expect=1)
        self.assertEqual(self.link("good"), good)
        self.assertNotEqual(self.link("latest"), good)

    def test_old_nights_go_but_never_the_good_one(self):
        command = next(self.commands())[1]
        self.night(command, expect=0)
        good = self.link("good")
        for day in range(1, 5):
            (self.scratch / "nights" / f"2020010{day}T000000Z").mkdir()
        self.sandbox.environment["TLSGAUGE_KEEP"] = "2"
        self.night(command, expect=0)
        self.assertEqual(self.nights(), [good, self.link("latest")])

    def test_without_a_directory_it_says_what_it_needs(self):
        outcome = self.sandbox.run(HOME / NIGHTLY)
        self.assertEqual(outcome.exit_code, 64)
        self.assertIn("harness/nightly DIRECTORY", outcome.stderr)

"""Where a test runs programs: a scratch directory, and a mark by which every process that they start is known."""

import dataclasses
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import uuid

import reports

TLSGAUGE = os.environ["TLSGAUGE"]
SERVER = os.environ["TLSGAUGE_SERVER"]
HOME = pathlib.Path(os.environ["TLSGAUGE_HOME"])

PATIENCE = 120  # seconds for what takes a few on an idle machine
MARK = "TLSGAUGE_TEST_MARK"
NOT_INHERITED = ("NO_COLOR", "METRICS_PORT", "http_proxy", "https_proxy", "all_proxy", "ALL_PROXY", "HTTPS_PROXY")


@dataclasses.dataclass
class Outcome:
    """What a program that ended left behind."""

    exit_code: int
    stdout: str
    stderr: str


class Sandbox:
    """Runs programs. On leaving it, none of their processes and temporary files may be left: else AssertionError."""

    def __init__(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="end-to-end-"))
        self.temporary = self.directory / "tmp"
        self.temporary.mkdir()
        self.temporary_files_may_stay = False  # after kill -9, nobody is left to remove them
        self._mark = str(uuid.uuid4())
        inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        self.environment = {
            **inherited,
            MARK: self._mark,
            "TLSGAUGE_HOME": str(HOME),
            "TMPDIR": str(self.temporary),
            "LC_ALL": "C.UTF-8",
        }

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        processes = self._processes_that_stay()
        files = [] if self.temporary_files_may_stay else sorted(entry.name for entry in self.temporary.iterdir())
        for pid in processes:
            os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self.directory)
        if processes or files:
            raise AssertionError(f"left behind: processes {processes}, temporary files {files}")

    def start(self, *argv, **options):
        """Starts a program at the head of a session of its own, as a shell with a terminal does."""
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
        return subprocess.Popen(
            [str(word) for word in argv],
            env=self.environment,
            cwd=self.directory,
            text=True,
            start_new_session=True,
            **options,
        )

    def finish(self, process, patience=PATIENCE):
        """Waits for the end of what `start` started."""
        try:
            stdout, stderr = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            process.kill()
            stdout, stderr = process.communicate()
            raise AssertionError(f"{process.args} did not end in {patience} s; it said: {stdout}{stderr}") from None
        return Outcome(process.returncode, stdout, stderr)

    def run(self, *argv, patience=PATIENCE):
        """Runs a program to its end."""
        return self.finish(self.start(*argv), patience)

    def tlsgauge(self, *arguments, patience=PATIENCE):
        """Runs tlsgauge to its end."""
        return self.run(TLSGAUGE, *arguments, patience=patience)

    def report(self, name="out"):
        """The report in a run's directory, after a look at everything that is true of every report."""
        return reports.load(self.directory / name)

    def processes(self, name=None):
        """The living processes of this sandbox, by their mark; only those of program `name` where it is given."""
        wanted = f"{MARK}={self._mark}".encode()
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                marked = wanted in (entry / "environ").read_bytes().split(b"\0")  # a zombie has none
                if marked and name in (None, (entry / "comm").read_text().strip()):
                    found.append(int(entry.name))
            except OSError:  # it ended meanwhile
                continue
        return found

    def _processes_that_stay(self):
        """The kernel needs a moment to end the children of a process that was killed."""
        for _ in range(50):
            if not self.processes():
                return []
            time.sleep(0.1)
        return self.processes()

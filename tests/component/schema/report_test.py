"""A report that the program has just written satisfies the schema, and so does one of an interrupted run."""

import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest
import xml.etree.ElementTree

import schemas

TLSGAUGE = os.environ["TLSGAUGE"]  # the program's path
# A way in, a refusal by an alert, a refusal by a status, and a scenario that is not one exchange.
FILTERS = ["documented/mutual/tls@*", "documented/mutual/no-certificate@*", "documented/internal-tls/log-line"]


def command(out, filters):
    arguments = [TLSGAUGE, "run", "documented", "--out", out, "--quiet"]
    for each in filters:
        arguments += ["--filter", each]
    return arguments


class FreshReport(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.out = pathlib.Path(cls.directory.name)
        cls.finished = subprocess.run(command(cls.directory.name, FILTERS), capture_output=True, text=True, timeout=100)

    @classmethod
    def tearDownClass(cls):
        cls.directory.cleanup()

    def report(self):
        return schemas.load(self.out / "report.json")

    def test_comes_from_a_run_that_found_all_as_expected(self):
        self.assertEqual(self.finished.returncode, 0, self.finished.stdout + self.finished.stderr)

    def test_is_valid(self):
        self.assertEqual(schemas.complaints(schemas.REPORT, self.report()), [])

    def test_counts_its_results(self):
        report = self.report()
        self.assertFalse(report["interrupted"])
        self.assertEqual(report["summary"]["total"], len(report["results"]))
        self.assertGreater(report["summary"]["passed"], 2)
        self.assertIn("rejected", [result["observed"]["security"] for result in report["results"]])

    def test_has_the_schemas_key_order(self):
        schema = schemas.load(schemas.REPORT)
        ordered = [key for key in schema["properties"] if key != "load"]
        self.assertEqual(list(self.report()), ordered)
        for result in self.report()["results"]:
            self.assertEqual(list(result), list(schema["$defs"]["result"]["properties"]))
            self.assertEqual(list(result["observed"]), list(schema["$defs"]["observed"]["properties"]))

    def test_names_no_file_of_the_machine(self):
        text = (self.out / "report.json").read_text(encoding="utf-8")
        for path in (str(schemas.ROOT), self.directory.name, tempfile.gettempdir() + "/", str(pathlib.Path.home()) + "/"):
            self.assertNotIn(path, text)

    def test_stands_beside_renderings_that_count_the_same(self):
        total = self.report()["summary"]["total"]
        ctrf = json.loads((self.out / "ctrf.json").read_text(encoding="utf-8"))
        self.assertEqual(ctrf["results"]["summary"]["tests"], total)
        junit = xml.etree.ElementTree.parse(self.out / "junit.xml").getroot()
        self.assertEqual(len(junit.findall(".//testcase")), total)


class InterruptedReport(unittest.TestCase):
    def test_is_valid_and_says_so(self):
        with tempfile.TemporaryDirectory() as directory:
            report = pathlib.Path(directory) / "report.json"
            with subprocess.Popen(
                command(directory, ["documented/*/tls*"]), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            ) as process:
                while not report.exists() and process.poll() is None:
                    time.sleep(0.01)
                os.kill(process.pid, signal.SIGINT)
                code = process.wait(timeout=60)
            self.assertEqual(code, 130)
            document = schemas.load(report)
            self.assertTrue(document["interrupted"])
            self.assertEqual(schemas.complaints(schemas.REPORT, document), [])


if __name__ == "__main__":
    unittest.main()

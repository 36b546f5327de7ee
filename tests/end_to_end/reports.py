"""What is true of every report, whatever the run: checked by programs that are not ours."""

import collections
import json
import os
import pathlib
import xml.etree.ElementTree

import jsonschema

HOME = pathlib.Path(os.environ["TLSGAUGE_HOME"])
SCHEMA = json.loads((HOME / "reports/report.schema.json").read_text())
COMPARISON_SCHEMA = json.loads((HOME / "reports/comparison.schema.json").read_text())

# The summary's word for each verdict.
COUNTED_AS = {
    "pass": "passed",
    "fail": "failed",
    "hang": "hung",
    "xfail": "xfailed",
    "xpass": "xpassed",
    "skip": "skipped",
    "error": "errors",
}


def _validated(text, schema):
    jsonschema.Draft202012Validator.check_schema(schema)
    document = json.loads(text)
    jsonschema.Draft202012Validator(schema).validate(document)
    return document


def comparison(text):
    """A comparison.json that holds to its schema."""
    return _validated(text, COMPARISON_SCHEMA)


class Report:
    """A report.json that holds to its schema and to its own summary."""

    def __init__(self, text):
        self.json = _validated(text, SCHEMA)
        self.results = self.json["results"]
        self.verdicts = {result["id"]: result["verdict"] for result in self.results}
        self.reasons = {result["id"]: result["reason"] for result in self.results}
        self.counts = collections.Counter(self.verdicts.values())
        self._check_summary()

    def _check_summary(self):
        expected = {word: self.counts[verdict] for verdict, word in COUNTED_AS.items()}
        expected["total"] = len(self.results)
        assert self.json["summary"] == expected, f"the summary says {self.json['summary']}, the results {expected}"
        assert len(self.verdicts) == len(self.results), "an id stands twice"
        assert all(result["reason"] for result in self.results), "a verdict has no reason"


def load(directory):
    """The report in `directory`, which its other renderings must agree with."""
    report = Report((directory / "report.json").read_text())
    _check_junit(report, directory / "junit.xml")
    _check_ctrf(report, directory / "ctrf.json")
    return report


def _check_junit(report, file):
    root = xml.etree.ElementTree.parse(file).getroot()
    suites = root.findall("testsuite")
    faults = {"tests": 1, "errors": 1} if report.json["fault"] else {}
    for attribute, verdicts in {
        "tests": COUNTED_AS,
        "failures": ("fail", "hang", "xpass"),
        "errors": ("error",),
        "skipped": ("skip", "xfail"),
    }.items():
        said = sum(int(suite.get(attribute)) for suite in suites)
        expected = sum(report.counts[verdict] for verdict in verdicts) + faults.get(attribute, 0)
        assert said == expected, f"{file}: {said} {attribute}, where the report has {expected}"
    names = [f"{case.get('classname')}/{case.get('name')}" for case in root.iter("testcase")]
    run_itself = ["tlsgauge/run"] if report.json["fault"] else []
    assert sorted(names) == sorted([*report.verdicts, *run_itself]), f"{file}: other test cases than the report's results"


def _check_ctrf(report, file):
    document = json.loads(file.read_text())
    assert document["reportFormat"] == "CTRF" and document["specVersion"], f"{file}: no CTRF"
    results = document["results"]
    summary, tests = results["summary"], results["tests"]
    counts = collections.Counter(test["status"] for test in tests)
    for status in ("passed", "failed", "skipped", "pending", "other"):
        assert summary[status] == counts[status], f"{file}: the summary says {summary[status]} {status}"
    due = len(report.results) + (1 if report.json["fault"] else 0)
    assert summary["tests"] == len(tests) == due, f"{file}: other tests than the report's results"
    assert summary["start"] <= summary["stop"] and results["tool"]["name"] == "tlsgauge"
    assert all(test["name"] and test["duration"] >= 0 for test in tests), f"{file}: a test without name or duration"

"""The project's JSON Schemas, and documents to judge by them."""

import functools
import json
import pathlib

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[3]

SCENARIO = ROOT / "scenarios" / "scenario.schema.json"
DEVIATIONS = ROOT / "scenarios" / "deviations.schema.json"
FAULTS = ROOT / "scenarios" / "faults.schema.json"
CASE = ROOT / "certs" / "case.schema.json"
REPORT = ROOT / "reports" / "report.schema.json"


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


@functools.cache
def validator(schema):
    """A validator for the schema in the file `schema`, which is itself checked."""
    document = load(schema)
    jsonschema.Draft202012Validator.check_schema(document)
    return jsonschema.Draft202012Validator(document, format_checker=jsonschema.FormatChecker())


def complaints(schema, document):
    """What is wrong with `document`: one line a violation, with its path; empty when it is valid."""
    return [f"{error.json_path}: {error.message}" for error in validator(schema).iter_errors(document)]


def scenario_files():
    """Every committed scenario file, as the program finds them."""
    found = sorted((ROOT / "scenarios").rglob("*.json"))
    return [file for file in found if not file.name.endswith(".schema.json") and file.parent.name not in ("deviations", "faults")]


def fault_files():
    return sorted((ROOT / "scenarios" / "faults").glob("*.json"))


def case_files():
    return sorted((ROOT / "certs" / "cases").glob("*.json"))


def deviation_files():
    return sorted((ROOT / "scenarios" / "deviations").glob("*.json"))

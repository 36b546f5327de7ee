"""The schemas reject broken documents: a schema that accepts everything would pass every other test."""

import copy
import unittest

import schemas


def changed(document, path, value):
    """A copy of `document` with the value at `path`, a list of keys, replaced or added."""
    result = copy.deepcopy(document)
    at = result
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return result


def without(document, path):
    """A copy of `document` without the key at `path`."""
    result = copy.deepcopy(document)
    at = result
    for key in path[:-1]:
        at = at[key]
    del at[path[-1]]
    return result


def objects(document, path=()):
    """The paths of all objects in `document`."""
    if isinstance(document, dict):
        yield list(path)
        for key, value in document.items():
            yield from objects(value, (*path, key))
    if isinstance(document, list):
        for index, value in enumerate(document):
            yield from objects(value, (*path, index))


class Rejection(unittest.TestCase):
    schema = None
    good = None

    def assert_rejects(self, document, what):
        with self.subTest(what):
            self.assertNotEqual(schemas.complaints(self.schema, document), [], f"{what} was accepted")

    def assert_good_is_accepted(self):
        self.assertEqual(schemas.complaints(self.schema, self.good), [])

    def assert_rejects_unknown_keys(self, free=()):
        """An unknown key anywhere is rejected, except in objects whose key is in `free`."""
        for path in objects(self.good):
            if path and path[-1] in free:
                continue
            self.assert_rejects(changed(self.good, [*path, "surprise"], 1), f"an unknown key in {path}")

    def assert_rejects_changes(self, changes):
        for path, value in changes:
            self.assert_rejects(changed(self.good, path, value), f"{value!r} at {path}")

    def assert_rejects_omissions(self, paths):
        for path in paths:
            self.assert_rejects(without(self.good, path), f"a document without {path}")


class Scenario(Rejection):
    schema = schemas.SCENARIO
    good = {
        "$schema": "../scenario.schema.json",
        "group": "suite/group",
        "about": "A file with every section.",
        "topology": {"certificates": "documented-2.5", "tls_mode": 2, "rest": "own_port", "internal_tls": False},
        "client": {"trust": "ca.pem", "certificate": "client.pem", "key": "client.key", "tls": "1.3"},
        "exchange": {"kind": "rest", "method": "GET", "target": "/", "alpn": ["http/1.1"]},
        "expect": {"security": "reject", "by": "server", "alerts": ["certificate_required"], "http_status": 401},
        "scenarios": [
            {
                "id": "one",
                "case": "CC-001",
                "title": "A title",
                "requirement": "must",
                "severity": "high",
                "references": ["RFC 8446 section 4.4.2.4"],
                "tags": ["negative"],
                "advice": "Some",
                "vary": {"tls": ["1.2", "1.3"], "port": ["rest"]},
                "topology": {"user_authentication": True},
                "client": {"certificate": None, "key": None, "user": "root", "password": "Milvus"},
                "exchange": {"body": "{}"},
                "expect": {"by": None, "profile_alerts": {"go-1.20": ["bad_certificate"]}},
            },
            {"id": "two", "title": "Another", "exchange": {"kind": "grpc", "method": None, "calls": "health"}},
        ],
    }

    def test_accepts_a_good_file(self):
        self.assert_good_is_accepted()

    def test_rejects_unknown_keys(self):
        self.assert_rejects_unknown_keys(free=("profile_alerts",))

    def test_rejects_omissions(self):
        self.assert_rejects_omissions([["group"], ["scenarios"], ["scenarios", 0, "id"], ["scenarios", 1, "title"]])

    def test_rejects_wrong_values(self):
        first = ["scenarios", 0]
        self.assert_rejects_changes(
            [
                (["group"], "Suite Name"),
                (["scenarios"], []),
                (["topology", "tls_mode"], 3),
                (["topology", "tls_mode"], "2"),
                (["topology", "certificates"], "documented-2.6"),
                (["topology", "rest"], None),
                (["client", "tls"], "1.4"),
                (["exchange", "kind"], "quic"),
                (["exchange", "kind"], "tls"),
                (["exchange", "method"], "get"),
                (["exchange", "target"], "no-slash"),
                (["exchange", "text"], "of another kind"),
                (["exchange", "alpn"], [""]),
                (["expect", "security"], "refuse"),
                (["expect", "alerts"], ["bad_cert"]),
                (["expect", "alerts"], []),
                (["expect", "http_status"], "401"),
                (["expect", "http_status"], 42),
                ([*first, "id"], "a/b"),
                ([*first, "case"], "1"),
                ([*first, "title"], ""),
                ([*first, "requirement"], "MUST"),
                ([*first, "severity"], "fatal"),
                ([*first, "references"], "RFC 8446"),
                ([*first, "tags"], ["Two Words"]),
                ([*first, "client"], None),
                ([*first, "vary", "tls"], []),
                ([*first, "vary", "tls"], ["1.3", "1.3"]),
                ([*first, "vary", "port"], ["http"]),
                ([*first, "expect", "profile_alerts"], {"go-1.20": ["no_such_alert"]}),
                ([*first, "expect", "profile_alerts"], {"Go 1.20": ["bad_certificate"]}),
                (["scenarios", 1, "exchange", "arguments"], ["--include"]),
            ]
        )


class Deviations(Rejection):
    schema = schemas.DEVIATIONS
    good = {"$schema": "x", "about": "y", "deviations": [
        {"id": "documented/*", "reason": "Because.", "seen": {"security": "rejected", "by": "server", "alerts": ["unknown_ca"]}}
    ]}

    def test_accepts_a_good_file(self):
        self.assert_good_is_accepted()

    def test_rejects_unknown_keys(self):
        self.assert_rejects_unknown_keys()

    def test_rejects_omissions(self):
        self.assert_rejects_omissions([["deviations"], ["deviations", 0, "id"], ["deviations", 0, "reason"],
                                   ["deviations", 0, "seen"], ["deviations", 0, "seen", "security"]])

    def test_rejects_wrong_values(self):
        self.assert_rejects_changes(
            [(["deviations"], {}), (["deviations", 0, "id"], ""), (["deviations", 0, "reason"], "")]
        )


class Faults(Rejection):
    schema = schemas.FAULTS
    good = {"$schema": "x", "about": "y", "suite": "s", "faults": [{"fault": "tls-1.0-accepted", "found_by": ["PR-060", "H2-01b"]}]}

    def test_accepts_a_good_file(self):
        self.assert_good_is_accepted()

    def test_rejects_unknown_keys(self):
        self.assert_rejects_unknown_keys()

    def test_rejects_omissions(self):
        self.assert_rejects_omissions([["suite"], ["faults"], ["faults", 0, "fault"], ["faults", 0, "found_by"]])

    def test_rejects_wrong_values(self):
        self.assert_rejects_changes(
            [(["suite"], ""), (["faults"], []), (["faults", 0, "fault"], "Expiry"), (["faults", 0, "found_by"], ["PR-1"]),
             (["faults", 0, "found_by"], ["PR-060", "PR-060"])]
        )


class Report(Rejection):
    schema = schemas.REPORT
    good = schemas.load(schemas.ROOT / "tests" / "golden" / "report.json")

    def test_accepts_a_good_report(self):
        self.assert_good_is_accepted()

    def test_accepts_a_load_measurement(self):
        load = {
            "name": "tls1.3 full ecdsa one-way",
            "kind": "handshake",
            "engine": "wire",
            "valid": True,
            "options": {"threads": 1},
            "elapsed_ns": 1000000000,
            "rate_per_s": 1234.5,
            "server_cpu_ns_per_op": None,
            "latency_ns": {"p50": 1, "p99_9": 2, "max": 3},
        }
        self.assertEqual(schemas.complaints(self.schema, changed(self.good, ["load"], [load])), [])
        self.assert_rejects(changed(self.good, ["load"], [{**load, "kind": "telnet"}]), "an unknown kind of load")
        self.assert_rejects(changed(self.good, ["load"], [{**load, "latency_ns": {"p50": 0.5}}]), "half a nanosecond")

    def test_rejects_unknown_keys(self):
        self.assert_rejects_unknown_keys()

    def test_rejects_omissions(self):
        """Every key of a report is required, except what a scenario does not demand."""
        for path in objects(self.good):
            if "expected" in path:
                continue
            at = self.good
            for key in path:
                at = at[key]
            self.assert_rejects_omissions([[*path, key] for key in at])

    def test_rejects_wrong_values(self):
        first = ["results", 0]
        self.assert_rejects_changes(
            [
                (["schema_version"], 2),
                (["interrupted"], "no"),
                (["environment", "started"], "yesterday"),
                (["environment", "network"], "wan"),
                (["summary", "failed"], -1),
                (["summary", "total"], 1.5),
                ([*first, "id"], "no-suite"),
                ([*first, "verdict"], "passed"),
                ([*first, "verdict"], "hang"),
                ([*first, "observed"], None),
                ([*first, "grade"], "good"),
                ([*first, "reason"], ""),
                ([*first, "attempts"], 0),
                ([*first, "evidence"], {"pcap": "evidence/one.pcapng"}),
                ([*first, "evidence"], {"pcap": "/one.pcapng", "chain": None, "transcript": "evidence/one.txt"}),
                ([*first, "endpoints"], ["127.0.0.1:19530"]),
                ([*first, "expected", "security"], "accept"),
                ([*first, "observed", "security"], "accepted"),
                ([*first, "observed", "by"], None),
                ([*first, "observed", "stage"], "application"),
                ([*first, "observed", "close"], None),
                ([*first, "observed", "alert", "code"], 256),
                ([*first, "observed", "alert", "from"], "server"),
                ([*first, "observed", "tls", "version"], "TLSv1.3"),
                ([*first, "observed", "tls", "server_certificate_sha256"], "AA:BB"),
                ([*first, "observed", "timings_ns", "verdict"], 0.003),
                ([*first, "observed", "timings_ns", "verdict"], -1),
            ]
        )


del Rejection  # holds no test of its own


if __name__ == "__main__":
    unittest.main()

"""The committed scenarios, deviations and report satisfy their schemas."""

import unittest

import schemas


class CommittedFiles(unittest.TestCase):
    def assert_valid(self, schema, files):
        self.assertTrue(files, "no file was found")
        for file in files:
            with self.subTest(file=str(file.relative_to(schemas.ROOT))):
                self.assertEqual(schemas.complaints(schema, schemas.load(file)), [])

    def test_scenario_files_are_valid(self):
        self.assert_valid(schemas.SCENARIO, schemas.scenario_files())

    def test_deviation_files_are_valid(self):
        self.assert_valid(schemas.DEVIATIONS, schemas.deviation_files())

    def test_files_of_certificate_cases_are_valid(self):
        self.assert_valid(schemas.CASE, schemas.case_files())

    def tried_cases(self, suite):
        """The ids of the scenarios of each case."""
        tried = {}
        for file in schemas.scenario_files():
            if suite in file.parts:
                for scenario in schemas.load(file)["scenarios"]:
                    tried.setdefault(scenario["case"], []).append(scenario["id"])
        return tried

    def test_every_case_has_a_scenario_and_every_forged_client_a_case(self):
        cases = {case["id"]: case["slug"] for file in schemas.case_files() for case in schemas.load(file)["cases"]}
        cases |= {"CC-001": "none-tls13", "CC-002": "none-tls12"}  # clients without a certificate
        tried = self.tried_cases("client-certificates")
        self.assertEqual(tried.keys(), cases.keys())
        for case, scenarios in tried.items():
            for scenario in scenarios:
                with self.subTest(case=case, scenario=scenario):
                    self.assertTrue(scenario == cases[case] or scenario.startswith(cases[case] + "-"))

    def test_files_of_faults_are_valid_and_name_cases_of_their_suites(self):
        self.assert_valid(schemas.FAULTS, schemas.fault_files())
        for file in schemas.fault_files():
            document = schemas.load(file)
            named = {case for each in document["faults"] for case in each["found_by"]}
            with self.subTest(file=file.name):
                self.assertEqual(document["suite"], file.stem)
                self.assertEqual(named - set(self.tried_cases(document["suite"])), set())

    def test_a_fault_belongs_to_one_suite(self):
        names = [each["fault"] for file in schemas.fault_files() for each in schemas.load(file)["faults"]]
        self.assertEqual(len(names), len(set(names)))

    def test_the_example_report_is_valid(self):
        self.assert_valid(schemas.REPORT, [schemas.ROOT / "reports" / "examples" / "report.json"])

    def test_the_golden_report_is_valid(self):
        self.assert_valid(schemas.REPORT, [schemas.ROOT / "tests" / "golden" / "report.json"])

    def test_each_file_names_its_schema(self):
        for schema, files in (
            (schemas.SCENARIO, schemas.scenario_files()),
            (schemas.DEVIATIONS, schemas.deviation_files()),
            (schemas.CASE, schemas.case_files()),
            (schemas.FAULTS, schemas.fault_files()),
        ):
            for file in files:
                with self.subTest(file=str(file.relative_to(schemas.ROOT))):
                    self.assertEqual((file.parent / schemas.load(file)["$schema"]).resolve(), schema)


class Descriptions(unittest.TestCase):
    def keys_without_description(self, schema, node, path):
        """The paths of the keys below `node` that neither they nor what they refer to describes."""
        for name, value in node.get("properties", {}).items():
            if value is not False and not self.described(schema, value):
                yield f"{path}.{name}"
            yield from self.keys_without_description(schema, value or {}, f"{path}.{name}")
        if isinstance(node.get("items"), dict):
            yield from self.keys_without_description(schema, node["items"], f"{path}[]")

    def described(self, schema, value):
        if "description" in value:
            return True
        references = [value, *value.get("allOf", [])]
        definitions = [each["$ref"].removeprefix("#/$defs/") for each in references if "$ref" in each]
        return any(self.described(schema, schema["$defs"][name]) for name in definitions)

    def test_stand_at_every_key(self):
        for file in (schemas.SCENARIO, schemas.DEVIATIONS, schemas.CASE, schemas.FAULTS, schemas.REPORT):
            schema = schemas.load(file)
            for name, node in {"$": schema, **schema.get("$defs", {})}.items():
                self.assertEqual(list(self.keys_without_description(schema, node, name)), [], file.name)


if __name__ == "__main__":
    unittest.main()

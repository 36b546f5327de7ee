"""`tlsgauge certs gen | renew | lint` from the command line, with the openssl program as an independent judge."""

import hashlib
import json

from case import EndToEndTest

SEVEN = {"ca.key", "ca.pem", "ca.srl", "client.key", "client.pem", "server.key", "server.pem"}
NINE = SEVEN | {"client.csr", "server.csr"}


class CertificatesTest(EndToEndTest):
    def certs(self, *arguments):
        return self.sandbox.tlsgauge("certs", *arguments)

    def openssl(self, *arguments):
        return self.sandbox.run("openssl", *arguments)

    def verify(self, directory, name, purpose):
        """The openssl program's exit code for that certificate."""
        return self.openssl("verify", "-CAfile", directory / "ca.pem", "-purpose", purpose, directory / name).exit_code

    def hashes(self, directory):
        """Name, kind, mode and content of everything in a directory."""
        return {
            str(entry.relative_to(directory)): (
                entry.lstat().st_mode,
                entry.readlink() if entry.is_symlink() else None,
                hashlib.sha256(entry.read_bytes()).hexdigest() if entry.is_file() else None,
            )
            for entry in directory.rglob("*")
        }

    def rules(self, *paths, expect):
        """What lint finds, as {file: rules}."""
        outcome = self.certs("lint", "--json", *paths)
        self.assertEqual(outcome.exit_code, expect, outcome.stdout + outcome.stderr)
        found = {}
        for finding in json.loads(outcome.stdout):
            self.assertEqual(set(finding), {"level", "rule", "file", "what", "why", "advice"})
            self.assertTrue(all(finding.values()), finding)
            found.setdefault(finding["file"].rsplit("/", 1)[-1], set()).add(finding["rule"])
        return found


class Generate(CertificatesTest):
    """gen"""

    def test_makes_seven_files_that_openssl_accepts_and_lint_has_no_fault_with(self):
        directory = self.scratch / "tls"
        outcome = self.certs("gen", "--out", directory)
        self.assertEqual((outcome.exit_code, outcome.stderr), (0, ""))
        self.assertEqual({entry.name for entry in directory.iterdir()}, SEVEN)
        self.assertEqual(directory.stat().st_mode & 0o777, 0o700)
        for key in directory.glob("*.key"):
            self.assertEqual(key.stat().st_mode & 0o777, 0o600, key)
        self.assertEqual(self.verify(directory, "server.pem", "sslserver"), 0)
        self.assertEqual(self.verify(directory, "client.pem", "sslclient"), 0)
        self.assertEqual(self.rules(directory, expect=0), {})

    def test_makes_the_documented_layouts_with_a_warning_about_their_traps(self):
        for release, files, trap in (("2.5", SEVEN, "serverAuth only"), ("2.4", NINE, "no subjectAltName")):
            directory = self.scratch / release
            outcome = self.certs("gen", "--out", directory, "--as-documented", release)
            self.assertEqual(outcome.exit_code, 0)
            self.assertEqual({entry.name for entry in directory.iterdir()}, files)
            self.assertIn(trap, outcome.stderr)
        self.assertEqual(self.verify(self.scratch / "2.4", "client.pem", "sslclient"), 0)
        self.assertNotEqual(self.verify(self.scratch / "2.5", "client.pem", "sslclient"), 0)

    def test_takes_names_lifetime_and_kind_of_key(self):
        names = ("--cn", "db.example", "--san", "db.example,10.0.0.5")
        directory = self.make_certificates(*names, "--days", "9", "--key", "ec:P-384")
        text = self.openssl("x509", "-in", directory / "server.pem", "-noout", "-text").stdout
        for word in ("CN = db.example", "DNS:db.example, IP Address:10.0.0.5", "secp384r1"):
            self.assertIn(word, text)
        seconds = 86400
        for days, ends in ((8, 0), (10, 1)):
            check = ("x509", "-in", directory / "server.pem", "-noout", "-checkend", str(days * seconds))
            self.assertEqual(self.openssl(*check).exit_code, ends, days)

    def test_lists_its_files_in_json(self):
        directory = self.scratch / "tls"
        made = json.loads(self.certs("gen", "--json", "--key", "ec:P-256", "--out", directory).stdout)
        self.assertEqual(made["layout"], "working")
        self.assertEqual(sorted(made["files"]), sorted(str(directory / name) for name in SEVEN))

    def test_overwrites_nothing(self):
        directory = self.make_certificates("--key", "ec:P-256")
        before = self.hashes(directory)
        outcome = self.certs("gen", "--out", directory)
        self.assert_one_line(outcome, directory, exit_code=2)
        self.assertEqual(self.hashes(directory), before)

    def test_an_option_that_makes_no_certificate_is_wrong_usage(self):
        for option in (("--key", "rsa:512"), ("--days", "0"), ("--as-documented", "1.0")):
            outcome = self.certs("gen", "--out", self.scratch / "tls", *option)
            self.assertEqual(outcome.exit_code, 64, option)
            self.assertIn(option[0], outcome.stderr)
            self.assertFalse((self.scratch / "tls").exists())


class Renew(CertificatesTest):
    """renew"""

    def test_replaces_both_pairs_from_the_same_ca(self):
        directory = self.make_certificates("--key", "ec:P-256")
        old = {name: (directory / name).read_bytes() for name in SEVEN}
        outcome = self.certs("renew", "--dir", directory)
        self.assertEqual((outcome.exit_code, outcome.stderr), (0, ""))
        new = {name: (directory / name).read_bytes() for name in SEVEN}
        self.assertEqual({name for name in SEVEN if new[name] == old[name]}, {"ca.key", "ca.pem"})
        self.assertEqual(self.verify(directory, "server.pem", "sslserver"), 0)
        self.assertEqual(self.verify(directory, "client.pem", "sslclient"), 0)
        self.assertEqual(self.rules(directory, expect=0), {})

    def test_lists_the_files_in_json(self):
        directory = self.make_certificates("--key", "ec:P-256")
        files = json.loads(self.certs("renew", "--dir", directory, "--json").stdout)["files"]
        for name in ("server.pem", "server.key", "client.pem", "client.key"):
            self.assertIn(str(directory / name), files)

    def assert_refused(self, directory, word):
        before = self.hashes(directory)
        self.assert_one_line(self.certs("renew", "--dir", directory), word, exit_code=2)
        self.assertEqual(self.hashes(directory), before)

    def test_without_the_ca_key_or_certificate_it_changes_nothing(self):
        for name in ("ca.key", "ca.pem"):
            directory = self.make_certificates("--key", "ec:P-256", name=f"without-{name}")
            (directory / name).unlink()
            self.assert_refused(directory, directory / name)

    def test_with_the_key_of_another_ca_it_changes_nothing(self):
        directory = self.make_certificates("--key", "ec:P-256")
        other = self.make_certificates("--key", "ec:P-256", name="other")
        (directory / "ca.key").write_bytes((other / "ca.key").read_bytes())
        self.assert_refused(directory, directory / "ca.key")

    def test_where_there_is_nothing_to_renew_it_says_so(self):
        directory = self.scratch / "nowhere"
        self.assert_one_line(self.certs("renew", "--dir", directory), directory, exit_code=2)


class Lint(CertificatesTest):
    """lint"""

    def test_finds_the_traps_of_the_guides_2_5_and_says_what_to_do(self):
        directory = self.make_certificates("--as-documented", "2.5")
        found = {
            "ca.pem": {"ca-key-usage-missing"},
            "client.pem": {"eku-client-auth-missing", "same-subject-as-ca"},
            "server.pem": {"same-subject-as-ca", "san-without-address"},
        }
        self.assertEqual(self.rules(directory, expect=1), found)
        text = self.certs("lint", directory).stdout
        error = r"error: .*/client\.pem: extendedKeyUsage .*"
        self.assertRegex(text, error + r"\n  why:  .*RFC 5280.*\n  do:   .*clientAuth")

    def test_finds_the_trap_of_the_guides_2_4(self):
        directory = self.make_certificates("--as-documented", "2.4")
        found = {"ca.pem": {"ca-key-usage-missing"}, "server.pem": {"san-missing"}}
        self.assertEqual(self.rules(directory, expect=1), found)

    def test_finds_a_key_that_belongs_to_another_certificate(self):
        directory = self.make_certificates("--key", "ec:P-256")
        (directory / "server.key").write_bytes((directory / "client.key").read_bytes())
        self.assertEqual(self.rules(directory, expect=1), {"server.key": {"key-mismatch"}})

    def test_warns_of_a_key_that_everybody_may_read(self):
        directory = self.make_certificates("--key", "ec:P-256")
        (directory / "server.key").chmod(0o644)
        self.assertEqual(self.rules(directory, expect=0), {"server.key": {"key-readable-by-others"}})

    def test_a_file_that_cannot_be_read_is_a_fault_and_no_finding(self):
        outcome = self.certs("lint", self.scratch / "nowhere.pem")
        self.assert_one_line(outcome, self.scratch / "nowhere.pem", exit_code=2)

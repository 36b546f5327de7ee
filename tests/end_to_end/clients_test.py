"""curl and pymilvus, typed by hand as in the guide, against tlsgauge-server configured by hand as in the guide."""

import os
import pathlib

from case import EndToEndTest
from reference_server import ReferenceServer, write_config
from sandbox import HOME, Sandbox

RELEASES = ("2.3", "newest")
ONE_WAY = """\
from pymilvus import MilvusClient

client = MilvusClient(
    uri="https://localhost:19530",
    secure=True,
    server_pem_path="path_to/server.pem",
    server_name="localhost"
)
"""
TWO_WAY = """\
from pymilvus import MilvusClient

client = MilvusClient(
    uri="https://localhost:19530",
    secure=True,
    client_pem_path="path_to/client.pem",
    client_key_path="path_to/client.key",
    ca_pem_path="path_to/ca.pem",
    server_name="localhost"
)
"""
PLAINTEXT = """\
from pymilvus import MilvusClient

client = MilvusClient(uri="http://localhost:19530")
"""
POST = ("-X", "POST", "-H", "Content-Type: application/json", "-d", "{}")
LIST = "/v2/vectordb/collections/list"
BOOKS = '{"code":0,"data":["books"]}'


def as_of_2_4(code):
    """The older guide prints the same with http."""
    return code.replace("https://", "http://")


class ByHand(EndToEndTest):
    """A server, and the clients that a user would type."""

    @classmethod
    def setUpClass(cls):
        cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "tlsgauge"
        cls.pythons = {release: cache / f"pymilvus-{release}" / "bin" / "python" for release in RELEASES}
        with Sandbox() as sandbox:
            for release, python in cls.pythons.items():
                outcome = sandbox.run(HOME / "harness/setup/pymilvus", release, python.parents[1], patience=900)
                assert outcome.exit_code == 0, outcome.stderr

    def serve(self, tls, mode, **options):
        """A running server; self.tls and self.ports are its certificates and ports."""
        self.tls = tls
        server = self.enterContext(ReferenceServer(self.sandbox, write_config(self.sandbox, tls, mode, **options)))
        self.ports = server.ports

    def pymilvus(self, code, releases=RELEASES):
        """Runs the code with each release at once. Returns the outcomes."""
        code = code.replace("19530", str(self.ports["grpc"])).replace("path_to", str(self.tls))
        code += "print(client.list_collections())\n"
        clients = [self.sandbox.start(self.pythons[release], "-B", "-c", code) for release in releases]
        return [self.sandbox.finish(client) for client in clients]

    def assert_pymilvus_lists_books(self, code, releases=RELEASES):
        for outcome in self.pymilvus(code, releases):
            self.assertEqual((outcome.exit_code, outcome.stdout), (0, "['books']\n"), outcome.stderr)

    def curl(self, *words, port="rest", scheme="https", path=LIST):
        files = [str(word).replace("path_to", str(self.tls)) for word in words]
        url = f"{scheme}://localhost:{self.ports[port]}{path}"
        return self.sandbox.run("curl", "--silent", "--show-error", "--noproxy", "*", "--max-time", "30", *files, url)

    def assert_curl_says(self, answer, *words, **options):
        outcome = self.curl(*words, **options)
        self.assertEqual((outcome.exit_code, outcome.stdout.strip()), (0, answer), outcome.stderr)


class Plaintext(ByHand):
    """tlsMode 0."""

    def setUp(self):
        super().setUp()
        self.serve(self.scratch / "no-certificates", 0)

    def test_pymilvus_and_curl_are_served(self):
        self.assert_pymilvus_lists_books(PLAINTEXT)
        self.assert_curl_says(BOOKS, *POST, scheme="http")
        self.assert_curl_says("404 page not found", scheme="http")

    def test_curl_that_speaks_tls_fails(self):
        self.assertEqual(self.curl("--insecure").exit_code, 35)


class OneWay(ByHand):
    """tlsMode 1."""

    def test_certificates_that_work(self):
        self.serve(self.make_certificates(), 1)
        self.assert_pymilvus_lists_books(ONE_WAY)
        self.assert_curl_says("404 page not found", "--cacert", "path_to/ca.pem")
        self.assert_curl_says(BOOKS, "--cacert", "path_to/ca.pem", *POST)

    def test_certificates_as_documented_in_2_5(self):
        self.serve(self.make_certificates("--as-documented", "2.5"), 1)
        self.assert_pymilvus_lists_books(ONE_WAY, ["newest"])
        self.assert_curl_says("404 page not found", "--cacert", "path_to/ca.pem")

    def test_certificates_as_documented_in_2_4(self):
        self.serve(self.make_certificates("--as-documented", "2.4"), 1)
        self.assert_pymilvus_lists_books(as_of_2_4(ONE_WAY), ["2.3"])
        self.assert_curl_says("404 page not found", "--cacert", "path_to/ca.pem")

    def test_curl_refuses_a_ca_that_it_does_not_know(self):
        self.serve(self.make_certificates(), 1)
        self.assertEqual(self.curl().exit_code, 60)

    def test_a_user_needs_the_right_password_besides(self):
        self.serve(self.make_certificates(), 1, authorization=True)
        trust = ("--cacert", "path_to/ca.pem", *POST)
        self.assert_curl_says(BOOKS, *trust, "-H", "Authorization: Bearer root:Milvus")
        self.assert_curl_says("401", *trust, "-o", self.scratch / "answer", "-w", "%{http_code}")
        login = '    server_name="localhost",\n    user="root",\n    password="Milvus"\n'
        self.assert_pymilvus_lists_books(ONE_WAY.replace('    server_name="localhost"\n', login), ["newest"])


class TwoWay(ByHand):
    """tlsMode 2."""

    PAIR = ("--cert", "path_to/client.pem", "--key", "path_to/client.key", "--cacert", "path_to/ca.pem")

    def test_certificates_that_work(self):
        self.serve(self.make_certificates(), 2)
        self.assert_pymilvus_lists_books(TWO_WAY)
        self.assert_curl_says("404 page not found", *self.PAIR)
        self.assert_curl_says(BOOKS, *self.PAIR, *POST)

    def test_certificates_as_documented_in_2_4(self):
        self.serve(self.make_certificates("--as-documented", "2.4"), 2)
        self.assert_pymilvus_lists_books(as_of_2_4(TWO_WAY))
        self.assert_curl_says("404 page not found", *self.PAIR)

    def test_certificates_as_documented_in_2_5_are_refused_for_their_purpose(self):
        self.serve(self.make_certificates("--as-documented", "2.5"), 2)
        (outcome,) = self.pymilvus(TWO_WAY, ["newest"])
        self.assertNotEqual(outcome.exit_code, 0)
        self.assertIn("MilvusException", outcome.stderr)
        outcome = self.curl(*self.PAIR)
        self.assertEqual(outcome.exit_code, 56)
        self.assertIn("alert", outcome.stderr)

    def test_clients_without_a_certificate_or_with_tls_1_2_are_refused(self):
        self.serve(self.make_certificates(), 2)
        outcome = self.curl("--cacert", "path_to/ca.pem")
        self.assertEqual(outcome.exit_code, 56)
        self.assertIn("certificate required", outcome.stderr)
        self.assertEqual(self.curl(*self.PAIR, "--tls-max", "1.2").exit_code, 35)


class SharedPort(ByHand):
    """REST and gRPC on one port, which no real Milvus does with TLS: stock curl offers h2 and http/1.1 there."""

    def test_curl_and_pymilvus_are_served_on_one_tls_port(self):
        self.serve(self.make_certificates("--as-documented", "2.4"), 1, shared_port=True)
        self.assertEqual(self.ports["rest"], self.ports["grpc"])
        outcome = self.curl("--verbose", "--cacert", "path_to/ca.pem", *POST, port="grpc")
        self.assertEqual((outcome.exit_code, outcome.stdout.strip()), (0, BOOKS), outcome.stderr)
        self.assertRegex(outcome.stderr, "offers h2,http/1.1")
        self.assert_pymilvus_lists_books(as_of_2_4(ONE_WAY), ["newest"])

    def test_curl_is_served_with_its_certificate(self):
        self.serve(self.make_certificates(), 2, shared_port=True)
        self.assert_curl_says(BOOKS, *TwoWay.PAIR, *POST, port="grpc")

    def test_curl_is_served_in_plaintext(self):
        self.serve(self.scratch / "no-certificates", 0, shared_port=True)
        self.assert_curl_says(BOOKS, *POST, port="grpc", scheme="http")

"""tlsgauge-server on its own: clients that come and go, and faults in what it is given."""

import os
import socket
import time

from case import EndToEndTest
from reference_server import ReferenceServer, write_config
from sandbox import SERVER


PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0"  # RFC 9113 section 3.4, with empty SETTINGS
SETTINGS = 4
RESET_AT_CLOSE = b"\1\0\0\0\0\0\0\0"  # struct linger


class ComingAndGoing(EndToEndTest):
    """Clients that leave badly, and others that come at the same time."""

    def test_a_grpc_client_that_hesitates_is_served_whatever_became_of_those_before_it(self):
        config = write_config(self.sandbox, self.scratch / "no-certificates", 0)
        with ReferenceServer(self.sandbox, config) as server:
            rest, grpc = (("127.0.0.1", server.ports[name]) for name in ("rest", "grpc"))
            for number in range(100):
                leaving = [socket.create_connection(rest) for _ in range(4)]
                for connection in leaving:
                    connection.sendall(b"this is no HTTP\r\n\r\n")
                coming = []
                for connection in leaving:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)
                    connection.close()
                    coming.append(socket.create_connection(grpc))
                time.sleep(0.002)
                for connection in coming:
                    with connection:
                        connection.settimeout(20)
                        connection.sendall(PREFACE)
                        self.assertEqual(connection.recv(9)[3:4], bytes([SETTINGS]), f"in round {number}")


class ServerFaults(EndToEndTest):
    """Each ends it with one line that names file or key, and exit code 2, before it serves any port."""

    def setUp(self):
        super().setUp()
        self.tls = self.make_certificates("--key", "ec:P-256")
        self.config = write_config(self.sandbox, self.tls, 2)

    def serve(self):
        return self.sandbox.run(SERVER, "--config", self.config, "--management-port", "0")

    def test_a_certificate_that_is_encrypted_is_no_question(self):
        headers = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,000102030405060708090A0B0C0D0E0F\n\n"
        begin = "-----BEGIN CERTIFICATE-----\n"
        pem = self.tls / "server.pem"
        pem.write_text(pem.read_text().replace(begin, begin + headers))
        silent, nobody = os.pipe()  # whoever asked would wait for an answer
        self.addCleanup(os.close, silent)
        self.addCleanup(os.close, nobody)
        server = self.sandbox.start(SERVER, "--config", self.config, "--management-port", "0", stdin=silent)
        self.assert_one_line(self.sandbox.finish(server), "server.pem", exit_code=2)

    def assert_refused(self, *words):
        outcome = self.serve()
        self.assertNotIn("READY", outcome.stdout)
        self.assert_one_line(outcome, "tlsgauge-server: ", *words, exit_code=2)

    def edit(self, old, new):
        text = self.config.read_text()
        self.assertIn(old, text)
        self.config.write_text(text.replace(old, new))

    def line_of(self, word):
        lines = self.config.read_text().splitlines()
        return next(number for number, line in enumerate(lines, 1) if word in line)

    def test_without_a_fault_it_serves(self):
        with ReferenceServer(self.sandbox, self.config) as server:
            socket.create_connection(("127.0.0.1", server.ports["grpc"])).close()

    def test_a_used_port_is_named_with_its_key(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            self.edit("proxy:\n  port: 0", f"proxy:\n  port: {port}")
            self.assert_refused("proxy.port", port)

    def test_a_truncated_certificate_is_named_with_its_key(self):
        pem = self.tls / "server.pem"
        pem.write_bytes(pem.read_bytes()[:200])
        self.assert_refused("tls.serverPemPath", pem)

    def test_a_truncated_key_is_named_with_its_key(self):
        pem = self.tls / "server.key"
        pem.write_bytes(pem.read_bytes()[:100])
        self.assert_refused("tls.serverKeyPath", pem)

    def test_a_truncated_ca_is_named_with_its_key(self):
        pem = self.tls / "ca.pem"
        pem.write_bytes(pem.read_bytes()[:200])
        self.assert_refused("tls.caPemPath", pem)

    def test_the_key_of_another_certificate_is_named(self):
        (self.tls / "server.key").write_bytes((self.tls / "client.key").read_bytes())
        self.assert_refused("server.key", "server.pem")

    def test_a_certificate_that_is_not_there_is_named(self):
        (self.tls / "server.pem").unlink()
        self.assert_refused("tls.serverPemPath", self.tls / "server.pem")

    def test_an_unknown_key_is_named_with_its_line_and_the_key_that_was_meant(self):
        self.edit("serverPemPath", "serverPem")
        place = f"{self.config}:{self.line_of('serverPem')}:"
        self.assert_refused(place, "tls.serverPem", "did you mean serverPemPath?")

    def test_a_tls_block_below_common_is_named_with_the_place_where_it_belongs(self):
        self.config.write_text("common:\n  tls:\n    serverPemPath: /tls/server.pem\n")
        self.assert_refused(f"{self.config}:2:", "'tls'", "below common", "top level")

    def test_a_mode_that_does_not_exist_is_named(self):
        self.edit("tlsMode: 2", "tlsMode: 3")
        self.assert_refused(f"{self.config}:{self.line_of('tlsMode')}:", "common.security.tlsMode", "0 to 2")

    def test_what_is_no_yaml_is_named_with_its_line(self):
        self.config.write_text("tls:\n  serverPemPath: [unfinished\n")
        self.assert_refused(self.config)

    def test_a_configuration_that_is_not_there_is_named(self):
        self.config.unlink()
        self.assert_refused(self.config)

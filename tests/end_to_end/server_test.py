"""Faults in what tlsgauge-server is given: one line that names file or key, exit code 2, and no port is ever served."""

import socket

from case import EndToEndTest
from reference_server import ReferenceServer, write_config
from sandbox import SERVER


class ServerFaults(EndToEndTest):
    def setUp(self):
        super().setUp()
        self.tls = self.make_certificates("--key", "ec:P-256")
        self.config = write_config(self.sandbox, self.tls, 2)

    def serve(self):
        return self.sandbox.run(SERVER, "--config", self.config, "--management-port", "0")

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
        self.assert_refused(f"{self.config}:{self.line_of('serverPem')}:", "tls.serverPem", "did you mean serverPemPath?")

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

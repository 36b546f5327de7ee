"""`openssl s_server`: the library's own sample of a server. It serves one client after the other,
and answers GET alone: the suite's POST is left out."""

import unittest

from calibration import Calibration, Ports, Server, program


class OpenSSL(Calibration):
    def test_openssl(self):
        ports = Ports("rest")
        verify = ("-CAfile", self.certificates / "ca.pem", "-Verify", "10", "-verify_return_error")
        with self._s_server(ports.mutual["rest"], *verify), self._s_server(ports.one_way["rest"]):
            one_by_one = ("--read-only", "--jobs", "1", "--filter", "*+tls")
            self.calibrate(ports, profile="openssl", deviations=("openssl",), passed=300, arguments=one_by_one)

    def _s_server(self, port, *verify):
        pair = ("-cert", self.certificates / "server.pem", "-key", self.certificates / "server.key")
        argv = (program("openssl"), "s_server", "-accept", f"127.0.0.1:{port}", "-www", *pair, *verify)
        return Server(self.sandbox, (port,), *argv)


if __name__ == "__main__":
    unittest.main()

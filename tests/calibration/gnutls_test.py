"""`gnutls-serv`: GnuTLS' own sample of a server. It answers GET alone: the suite's POST is left out."""

import unittest

from calibration import Calibration, Ports, Server, program


class GnuTLS(Calibration):
    def test_gnutls(self):
        ports = Ports("rest")
        verify = ("--x509cafile", self.certificates / "ca.pem", "--require-client-cert", "--verify-client-cert")
        with self._gnutls(ports.mutual["rest"], *verify), self._gnutls(ports.one_way["rest"], "--disable-client-cert"):
            # It waits 40 s for the rest of a message.
            every_handshake = ("--read-only", "--filter", "*+tls")
            known = ("gnutls-serv-3.7",)
            self.calibrate(ports, profile="gnutls", deviations=known, passed=400, timeout=50, arguments=every_handshake)

    def _gnutls(self, port, *verify):
        pair = ("--x509certfile", self.certificates / "server.pem", "--x509keyfile", self.certificates / "server.key")
        return Server(self.sandbox, (port,), program("gnutls-serv"), "--http", "--port", str(port), *pair, *verify)


if __name__ == "__main__":
    unittest.main()

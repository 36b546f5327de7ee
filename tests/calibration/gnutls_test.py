"""`gnutls-serv`: GnuTLS' own sample of a server. It answers GET alone: the suite's POST is left out."""

import unittest

from calibration import Calibration, Server, free_port, program


class GnuTLS(Calibration):
    def test_gnutls(self):
        rest = free_port()
        pair = ("--x509certfile", self.certificates / "server.pem", "--x509keyfile", self.certificates / "server.key")
        verify = ("--x509cafile", self.certificates / "ca.pem", "--require-client-cert", "--verify-client-cert")
        with Server(self.sandbox, (rest,), program("gnutls-serv"), "--http", "--port", str(rest), *pair, *verify):
            # It waits 40 s for the rest of a message.
            every_handshake = ("--read-only", "--filter", "*+tls")
            self.calibrate(
                profile="gnutls", deviations="gnutls-serv-3.7", passed=400, rest=rest, timeout=50, arguments=every_handshake
            )


if __name__ == "__main__":
    unittest.main()

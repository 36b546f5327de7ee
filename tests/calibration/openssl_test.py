"""`openssl s_server`: the library's own sample of a server. It serves one client after the other,
and answers GET alone: the suite's POST is left out."""

import unittest

from calibration import Calibration, Server, free_port, program


class OpenSSL(Calibration):
    def test_openssl(self):
        rest = free_port()
        pair = ("-cert", self.certificates / "server.pem", "-key", self.certificates / "server.key")
        verify = ("-CAfile", self.certificates / "ca.pem", "-Verify", "10", "-verify_return_error")
        with Server(self.sandbox, (rest,), program("openssl"), "s_server", "-accept", f"127.0.0.1:{rest}", "-www", *pair, *verify):
            self.calibrate(profile="openssl", deviations="openssl", passed=300, rest=rest, arguments=("--read-only", "--jobs", "1", "--filter", "*+tls"))


if __name__ == "__main__":
    unittest.main()

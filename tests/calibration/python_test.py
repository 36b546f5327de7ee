"""Python's ssl module over http.server."""

import sys
import unittest

from calibration import HERE, Calibration, Server, free_port


class Python(Calibration):
    def test_python(self):
        rest = free_port()
        with Server(self.sandbox, (rest,), sys.executable, "-B", HERE / "servers/https_server.py", str(rest), self.certificates):
            self.calibrate(profile="openssl", deviations="openssl", passed=600, rest=rest)


if __name__ == "__main__":
    unittest.main()

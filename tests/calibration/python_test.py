"""Python's ssl module over http.server."""

import sys
import unittest

from calibration import HERE, Calibration, Ports, Server


class Python(Calibration):
    def test_python(self):
        ports = Ports("rest")
        argv = (sys.executable, "-B", HERE / "servers/https_server.py", *map(str, ports), self.certificates)
        with Server(self.sandbox, ports, *argv):
            self.calibrate(ports, profile="openssl", deviations=("openssl",), passed=600)


if __name__ == "__main__":
    unittest.main()

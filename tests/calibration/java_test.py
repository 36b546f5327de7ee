"""JSSE, Java's TLS, by its own sockets."""

import unittest

from calibration import Calibration, Ports
from java_server import java_server


class Java(Calibration):
    def test_java(self):
        ports = Ports("rest")
        with java_server(self, "sockets", ports):
            self.calibrate(ports, profile="jsse", deviations=("java-17",), passed=600)


if __name__ == "__main__":
    unittest.main()

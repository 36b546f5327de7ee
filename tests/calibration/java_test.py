"""JSSE, Java's TLS, by its own sockets."""

import unittest

from calibration import Calibration, free_port
from java_server import java_server


class Java(Calibration):
    def test_java(self):
        rest = free_port()
        with java_server(self, "sockets", rest):
            self.calibrate(profile="jsse", deviations="java-17", passed=600, rest=rest)


if __name__ == "__main__":
    unittest.main()

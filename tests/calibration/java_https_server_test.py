"""The JDK's HttpsServer: it closes the connection before JSSE's alert is sent."""

import unittest

from calibration import Calibration, Ports
from java_server import java_server


class JavaHttpsServer(Calibration):
    def test_java_https_server(self):
        ports = Ports("rest")
        with java_server(self, "https", ports):
            self.calibrate(ports, profile=None, deviations=("java-17",), passed=600)


if __name__ == "__main__":
    unittest.main()

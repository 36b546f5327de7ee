"""The JDK's HttpsServer: it closes the connection before JSSE's alert is sent."""

import unittest

from calibration import Calibration, free_port
from java_server import java_server


class JavaHttpsServer(Calibration):
    def test_java_https_server(self):
        rest = free_port()
        with java_server(self, "https", rest):
            self.calibrate(profile=None, deviations="java-17", passed=600, rest=rest)


if __name__ == "__main__":
    unittest.main()

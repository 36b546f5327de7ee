"""Java: JSSE by itself, and below the JDK's HttpsServer, which closes the connection before JSSE's alert is sent."""

import unittest

from calibration import HERE, Calibration, Server, free_port, program


class Java(Calibration):
    def serve(self, kind):
        program("javac")  # java compiles the source itself, where there is a compiler
        self.rest = free_port()
        return Server(self.sandbox, (self.rest,), program("java"), HERE / "servers/JavaServer.java", kind, str(self.rest), self.certificates)

    def test_jsse(self):
        with self.serve("sockets"):
            self.calibrate(profile="jsse", passed=600, rest=self.rest)

    def test_java_https_server(self):
        with self.serve("https"):
            self.calibrate(profile=None, passed=600, rest=self.rest)


if __name__ == "__main__":
    unittest.main()

"""Node's https: it judges the client after the handshake, and closes without an alert."""

import unittest

from calibration import HERE, Calibration, Ports, Server, program


class Node(Calibration):
    def test_node(self):
        ports = Ports("rest")
        argv = (program("node"), HERE / "servers/https_server.js", *map(str, ports), self.certificates)
        with Server(self.sandbox, ports, *argv):
            self.calibrate(ports, profile=None, deviations=("openssl",), passed=600)


if __name__ == "__main__":
    unittest.main()

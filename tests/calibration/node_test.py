"""Node's https: it judges the client after the handshake, and closes without an alert."""

import unittest

from calibration import HERE, Calibration, Server, free_port, program


class Node(Calibration):
    def test_node(self):
        rest = free_port()
        with Server(self.sandbox, (rest,), program("node"), HERE / "servers/https_server.js", str(rest), self.certificates):
            self.calibrate(profile=None, deviations="openssl", passed=600, rest=rest)


if __name__ == "__main__":
    unittest.main()

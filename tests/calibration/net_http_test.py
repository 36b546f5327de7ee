"""Go's net/http, with HTTP/1.1 and HTTP/2."""

import unittest

from calibration import Calibration, Ports
from go_server import GoServer


class NetHttp(Calibration):
    def test_net_http(self):
        server, ports = GoServer(self), Ports("rest")
        with server.start("http", ports):
            self.calibrate(ports, profile=server.profile, deviations=(server.profile,), passed=600)


if __name__ == "__main__":
    unittest.main()

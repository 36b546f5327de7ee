"""Go's net/http, with HTTP/1.1 and HTTP/2."""

import unittest

from calibration import Calibration, Server, free_port
from go_server import GoServer


class NetHttp(Calibration):
    def test_net_http(self):
        server, rest = GoServer(self), free_port()
        argv = (server.path, "-kind", "http", "-listen", f"127.0.0.1:{rest}", "-tls", self.certificates)
        with Server(self.sandbox, (rest,), *argv):
            self.calibrate(profile=server.profile, deviations=server.profile, passed=600, rest=rest)


if __name__ == "__main__":
    unittest.main()

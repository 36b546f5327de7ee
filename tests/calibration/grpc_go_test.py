"""grpc-go: the health service over TLS of Go's own, as in Milvus, etcd and Kubernetes."""

import unittest

from calibration import Calibration, Ports
from go_server import GoServer


class GrpcGo(Calibration):
    def test_grpc_go(self):
        server, ports = GoServer(self), Ports("grpc")
        with server.start("grpc", ports):
            known = (server.profile, "grpc-go-1.63")
            self.calibrate(ports, profile=server.profile, deviations=known, passed=600, protocol=3200)


if __name__ == "__main__":
    unittest.main()

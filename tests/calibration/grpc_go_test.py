"""grpc-go: the health service over TLS of Go's own, as in Milvus, etcd and Kubernetes."""

import unittest

from calibration import Calibration, Server, free_port
from go_server import GoServer


class GrpcGo(Calibration):
    def test_grpc_go(self):
        server, grpc = GoServer(self), free_port()
        argv = (server.path, "-kind", "grpc", "-listen", f"127.0.0.1:{grpc}", "-tls", self.certificates)
        with Server(self.sandbox, (grpc,), *argv):
            self.calibrate(profile=server.profile, deviations=server.profile, passed=600, grpc=grpc)


if __name__ == "__main__":
    unittest.main()

"""etcd: gRPC and HTTP on one port, built by Debian's own, old Go."""

import unittest

from calibration import Calibration, Server, free_port, program


class Etcd(Calibration):
    def test_etcd(self):
        port, peers = free_port(), free_port()
        argv = (
            *(program("etcd"), "--data-dir", self.scratch / "etcd", "--client-cert-auth"),
            *("--cert-file", self.certificates / "server.pem", "--key-file", self.certificates / "server.key"),
            *("--trusted-ca-file", self.certificates / "ca.pem"),
            *("--listen-client-urls", f"https://127.0.0.1:{port}", "--advertise-client-urls", f"https://127.0.0.1:{port}"),
            *("--listen-peer-urls", f"http://127.0.0.1:{peers}"),
        )
        with Server(self.sandbox, (port,), *argv):
            self.calibrate(profile="go-1.20", deviations="go-1.20", passed=600, grpc=port)


if __name__ == "__main__":
    unittest.main()

"""etcd: gRPC and HTTP on one port, built by Debian's own, old Go."""

import contextlib
import unittest

from calibration import Calibration, Ports, Server, free_port, program


class Etcd(Calibration):
    def test_etcd(self):
        ports = Ports("grpc")
        verify = ("--client-cert-auth", "--trusted-ca-file", self.certificates / "ca.pem")
        with contextlib.ExitStack() as servers:
            servers.enter_context(self._etcd("mutual", ports.mutual["grpc"], *verify))
            servers.enter_context(self._etcd("one-way", ports.one_way["grpc"]))
            self.calibrate(ports, profile="go-1.20", deviations=("go-1.20",), passed=600, protocol=3200)

    def _etcd(self, name, port, *verify):
        """One of its two processes: it has one way with clients."""
        url = f"https://127.0.0.1:{port}"
        argv = (
            *(program("etcd"), "--data-dir", self.scratch / name, *verify),
            *("--cert-file", self.certificates / "server.pem", "--key-file", self.certificates / "server.key"),
            *("--listen-client-urls", url, "--advertise-client-urls", url),
            *("--listen-peer-urls", f"http://127.0.0.1:{free_port()}"),
        )
        return Server(self.sandbox, (port,), *argv)


if __name__ == "__main__":
    unittest.main()

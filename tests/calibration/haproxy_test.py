"""HAProxy: TLS by OpenSSL, HTTP by itself."""

import unittest

from calibration import Calibration, Ports, Server, program

CONFIGURATION = """\
defaults
  mode http
  timeout client 10s
  timeout http-request 10s
frontend grpc
  bind 127.0.0.1:@GRPC@ ssl crt @DIRECTORY@/pair.pem ca-file @TLS@/ca.pem verify required ssl-min-ver TLSv1.2 alpn h2
  http-request return status 404 content-type text/plain string "no gRPC here"
frontend rest
  bind 127.0.0.1:@REST@ ssl crt @DIRECTORY@/pair.pem ca-file @TLS@/ca.pem verify required ssl-min-ver TLSv1.2
  http-request return status 200 content-type text/plain string "welcome"
frontend open-grpc
  bind 127.0.0.1:@OPEN_GRPC@ ssl crt @DIRECTORY@/pair.pem ssl-min-ver TLSv1.2 alpn h2
  http-request return status 404 content-type text/plain string "no gRPC here"
frontend open-rest
  bind 127.0.0.1:@OPEN_REST@ ssl crt @DIRECTORY@/pair.pem ssl-min-ver TLSv1.2
  http-request return status 200 content-type text/plain string "welcome"
"""


class HAProxy(Calibration):
    def test_haproxy(self):
        ports = Ports("grpc", "rest")
        self.write("pair.pem", "".join((self.certificates / f"server.{kind}").read_text() for kind in ("pem", "key")))
        file = self.write("haproxy.cfg", CONFIGURATION, **ports.named)
        with Server(self.sandbox, ports, program("haproxy"), "-db", "-f", file):
            self.calibrate(ports, profile="openssl", deviations=("openssl", "haproxy-2.6"), passed=900, protocol=4900)


if __name__ == "__main__":
    unittest.main()

"""HAProxy: TLS by OpenSSL, HTTP by itself."""

import unittest

from calibration import Calibration, Server, free_port, program

CONFIGURATION = """\
defaults
  mode http
  timeout client 30s
  timeout http-request 30s
frontend grpc
  bind 127.0.0.1:@GRPC@ ssl crt @DIRECTORY@/pair.pem ca-file @TLS@/ca.pem verify required ssl-min-ver TLSv1.2 alpn h2
  http-request return status 404 content-type text/plain string "no gRPC here"
frontend rest
  bind 127.0.0.1:@REST@ ssl crt @DIRECTORY@/pair.pem ca-file @TLS@/ca.pem verify required ssl-min-ver TLSv1.2
  http-request return status 200 content-type text/plain string "welcome"
"""


class HAProxy(Calibration):
    def test_haproxy(self):
        grpc, rest = free_port(), free_port()
        self.write("pair.pem", "".join((self.certificates / f"server.{kind}").read_text() for kind in ("pem", "key")))
        file = self.write("haproxy.cfg", CONFIGURATION, GRPC=grpc, REST=rest)
        with Server(self.sandbox, (grpc, rest), program("haproxy"), "-db", "-f", file):
            self.calibrate(profile="openssl", deviations="openssl", passed=900, grpc=grpc, rest=rest)


if __name__ == "__main__":
    unittest.main()

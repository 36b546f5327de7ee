"""nginx: it finishes the handshake with everybody, and answers those whose certificate it refuses with HTTP 400."""

import unittest

from calibration import Calibration, Server, free_port, program

CONFIGURATION = """\
daemon off;
pid @DIRECTORY@/nginx.pid;
error_log stderr info;
events {}
http {
  access_log off;
  client_body_temp_path @DIRECTORY@/nginx;
  proxy_temp_path @DIRECTORY@/nginx;
  fastcgi_temp_path @DIRECTORY@/nginx;
  uwsgi_temp_path @DIRECTORY@/nginx;
  scgi_temp_path @DIRECTORY@/nginx;
  ssl_certificate @TLS@/server.pem;
  ssl_certificate_key @TLS@/server.key;
  ssl_client_certificate @TLS@/ca.pem;
  ssl_verify_client on;
  ssl_verify_depth 10;
  ssl_protocols TLSv1.2 TLSv1.3;
  server {
    listen 127.0.0.1:@GRPC@ ssl http2;
    return 404 "no gRPC here\\n";
  }
  server {
    listen 127.0.0.1:@REST@ ssl;
    return 200 "welcome\\n";
  }
}
"""


class Nginx(Calibration):
    def test_nginx(self):
        grpc, rest = free_port(), free_port()
        file = self.write("nginx.conf", CONFIGURATION, GRPC=grpc, REST=rest)
        with Server(self.sandbox, (grpc, rest), program("nginx"), "-e", "stderr", "-c", file):
            self.calibrate(profile=None, deviations="openssl", passed=900, grpc=grpc, rest=rest)


if __name__ == "__main__":
    unittest.main()

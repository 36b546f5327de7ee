"""nginx: it finishes the handshake with everybody, and answers those whose certificate it refuses with HTTP 400."""

import unittest

from calibration import Calibration, Ports, Server, program

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
  server {
    listen 127.0.0.1:@OPEN_GRPC@ ssl http2;
    ssl_verify_client off;
    return 404 "no gRPC here\\n";
  }
  server {
    listen 127.0.0.1:@OPEN_REST@ ssl;
    ssl_verify_client off;
    return 200 "welcome\\n";
  }
}
"""


class Nginx(Calibration):
    def test_nginx(self):
        ports = Ports("grpc", "rest")
        file = self.write("nginx.conf", CONFIGURATION, **ports.named)
        with Server(self.sandbox, ports, program("nginx"), "-e", "stderr", "-c", file):
            self.calibrate(ports, profile=None, deviations=("openssl", "nginx-1.22"), passed=900, protocol=5000)


if __name__ == "__main__":
    unittest.main()

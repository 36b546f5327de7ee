"""stunnel: TLS by OpenSSL for a server of plain HTTP behind it."""

import http.server
import threading
import unittest

from calibration import Calibration, Ports, Server, program

CONFIGURATION = """\
foreground = yes
pid =
syslog = no
cert = @TLS@/server.pem
key = @TLS@/server.key
sslVersionMin = TLSv1.2
connect = 127.0.0.1:@BEHIND@
[rest]
accept = 127.0.0.1:@REST@
CAfile = @TLS@/ca.pem
verifyChain = yes
requireCert = yes
[open-rest]
accept = 127.0.0.1:@OPEN_REST@
"""


class Welcome(http.server.BaseHTTPRequestHandler):
    """The server behind it."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "8")
        self.end_headers()
        self.wfile.write(b"welcome\n")

    do_POST = do_GET

    def log_message(self, *arguments):
        pass


class Stunnel(Calibration):
    def test_stunnel(self):
        ports = Ports("rest")
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Welcome) as behind:
            thread = threading.Thread(target=behind.serve_forever)
            thread.start()
            self.addCleanup(thread.join)
            self.addCleanup(behind.shutdown)
            file = self.write("stunnel.conf", CONFIGURATION, **ports.named, BEHIND=behind.server_address[1])
            with Server(self.sandbox, ports, program("stunnel4"), file):
                self.calibrate(ports, profile="openssl", deviations=("openssl",), passed=600)
            behind.shutdown()


if __name__ == "__main__":
    unittest.main()

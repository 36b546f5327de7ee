"""stunnel: TLS by OpenSSL for a server of plain HTTP behind it."""

import http.server
import threading
import unittest

from calibration import Calibration, Server, free_port, program

CONFIGURATION = """\
foreground = yes
pid =
syslog = no
[rest]
accept = 127.0.0.1:@REST@
connect = 127.0.0.1:@BEHIND@
cert = @TLS@/server.pem
key = @TLS@/server.key
CAfile = @TLS@/ca.pem
verifyChain = yes
requireCert = yes
sslVersionMin = TLSv1.2
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
        rest = free_port()
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Welcome) as behind:
            thread = threading.Thread(target=behind.serve_forever)
            thread.start()
            self.addCleanup(thread.join)
            self.addCleanup(behind.shutdown)
            file = self.write("stunnel.conf", CONFIGURATION, REST=rest, BEHIND=behind.server_address[1])
            with Server(self.sandbox, (rest,), program("stunnel4"), file):
                self.calibrate(profile="openssl", deviations="openssl", passed=600, rest=rest)
            behind.shutdown()


if __name__ == "__main__":
    unittest.main()

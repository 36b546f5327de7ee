"""https_server.py PORT DIRECTORY: HTTPS for clients with a certificate of DIRECTORY/ca.pem."""

import http.server
import pathlib
import ssl
import sys


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "8")
        self.end_headers()
        self.wfile.write(b"welcome\n")

    do_POST = do_GET


class Server(http.server.ThreadingHTTPServer):
    """Handshakes in the connection's own thread, so that no client waits for another."""

    def __init__(self, port, tls):
        super().__init__(("127.0.0.1", port), Handler)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(tls / "server.pem", tls / "server.key")
        self._context.load_verify_locations(tls / "ca.pem")
        self._context.verify_mode = ssl.CERT_REQUIRED

    def finish_request(self, request, client_address):
        with self._context.wrap_socket(request, server_side=True) as connection:
            super().finish_request(connection, client_address)


if __name__ == "__main__":
    Server(int(sys.argv[1]), pathlib.Path(sys.argv[2])).serve_forever()

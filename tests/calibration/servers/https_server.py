"""https_server.py PORT OPEN_PORT DIRECTORY: HTTPS for clients with a certificate of DIRECTORY/ca.pem, and for everybody."""

import http.server
import pathlib
import ssl
import sys
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "8")
        self.end_headers()
        self.wfile.write(b"welcome\n")

    do_POST = do_GET


class Server(http.server.ThreadingHTTPServer):
    """Handshakes in the connection's own thread, so that no client waits for another."""

    def __init__(self, port, tls, mutual):
        super().__init__(("127.0.0.1", port), Handler)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(tls / "server.pem", tls / "server.key")
        if mutual:
            self._context.load_verify_locations(tls / "ca.pem")
            self._context.verify_mode = ssl.CERT_REQUIRED

    def finish_request(self, request, client_address):
        with self._context.wrap_socket(request, server_side=True) as connection:
            super().finish_request(connection, client_address)


if __name__ == "__main__":
    port, open_port, directory = int(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3])
    threading.Thread(target=Server(open_port, directory, mutual=False).serve_forever).start()
    Server(port, directory, mutual=True).serve_forever()

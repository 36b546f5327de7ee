"""tlsgauge-server, configured and started by hand, as the guide describes it for Milvus."""

import re
import time

from sandbox import PATIENCE, SERVER

# The guide's milvus.yaml with any free ports instead of 8080 and the usual ones, so that servers do not meet.
MILVUS_YAML = """\
proxy:
  port: 0
  internalPort: 0
  http:
    # for now milvus do not support config restful on same port with grpc
    # so we set to 8080, grpc will still use 19530
    port: {http_port}
tls:
  serverPemPath: {tls}/server.pem
  serverKeyPath: {tls}/server.key
  caPemPath: {tls}/ca.pem

common:
  security:
    tlsMode: {mode}
    authorizationEnabled: {authorization}
rootCoord: {{port: 0}}
dataCoord: {{port: 0}}
queryCoord: {{port: 0}}
indexNode: {{port: 0}}
queryNode: {{port: 0}}
dataNode: {{port: 0}}
"""


def write_config(sandbox, tls, mode, shared_port=False, authorization=False):
    """Writes a milvus.yaml for the certificates in the directory `tls`. Returns its path."""
    file = sandbox.directory / "milvus.yaml"
    values = {"tls": tls, "mode": mode, "authorization": str(authorization).lower()}
    file.write_text(MILVUS_YAML.format(http_port="" if shared_port else 0, **values))
    return file


class ReferenceServer:
    """A running server that has one collection, "books". It ends by SIGTERM, with exit code 0."""

    def __init__(self, sandbox, config, *options):
        self._sandbox = sandbox
        self._log = sandbox.directory / "server.log"
        argv = (SERVER, "--config", config, "--management-port", "0", "--collection", "books", *options)
        with self._log.open("w") as log:
            self._process = sandbox.start(*argv, stdout=log, stderr=log)
        self.ports = self._wait_for_ready_line()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._process.terminate()
        exit_code = self._sandbox.finish(self._process).exit_code
        if exit_code != 0:
            raise AssertionError(f"the server ended with {exit_code}: {self._log.read_text()}")

    def _wait_for_ready_line(self):
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._process.poll() is None:
            if ready := re.search(r"^READY (.*)\n", self._log.read_text(), re.MULTILINE):
                return {name: int(port) for name, port in re.findall(r"(\w+)=[^ ]*:(\d+)", ready[1])}
            time.sleep(0.02)
        raise AssertionError(f"the server is not ready: {self._log.read_text()}")

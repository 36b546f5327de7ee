"""Envoy: TLS by BoringSSL, HTTP by itself."""

import json
import unittest

from calibration import Calibration, Ports, Server, set_up


def listener(port, tls, codec, status, mutual):
    """A listener that answers everybody with `status`; a gRPC call gets the gRPC status that stands for it."""

    def file(name):
        return {"filename": str(tls / name)}

    manager = {
        "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": codec.lower(),
        "codec_type": codec,
        "http_filters": [
            {
                "name": "envoy.filters.http.router",
                "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"},
            }
        ],
        "route_config": {
            "virtual_hosts": [
                {
                    "name": "all",
                    "domains": ["*"],
                    "routes": [{"match": {"prefix": "/"}, "direct_response": {"status": status}}],
                }
            ]
        },
    }
    context = {
        "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
        "require_client_certificate": mutual,
        "common_tls_context": {
            "alpn_protocols": ["h2" if codec == "HTTP2" else "http/1.1"],
            "tls_certificates": [{"certificate_chain": file("server.pem"), "private_key": file("server.key")}],
            "validation_context": {"trusted_ca": file("ca.pem")},
        },
    }
    return {
        "address": {"socket_address": {"address": "127.0.0.1", "port_value": port}},
        "filter_chains": [
            {
                "filters": [{"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}],
                "transport_socket": {"name": "envoy.transport_sockets.tls", "typed_config": context},
            }
        ],
    }


class Envoy(Calibration):
    def test_envoy(self):
        ports = Ports("grpc", "rest")
        kinds = {"grpc": ("HTTP2", 404), "rest": ("HTTP1", 200)}
        listeners = [
            listener(port, self.certificates, *kinds[name], mutual)
            for mutual, each in ((True, ports.mutual), (False, ports.one_way))
            for name, port in each.items()
        ]
        file = self.scratch / "envoy.json"
        file.write_text(json.dumps({"static_resources": {"listeners": listeners}}))
        envoy = set_up("envoy") / "envoy/_bin/envoy"
        argv = (envoy, "--config-path", file, "--disable-hot-restart", "--concurrency", "1", "--log-level", "warn")
        with Server(self.sandbox, ports, *argv):
            self.calibrate(ports, profile="boringssl", deviations=("envoy-1.40",), passed=900, protocol=4900)


if __name__ == "__main__":
    unittest.main()

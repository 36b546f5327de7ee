"""What a scenario of the suite client-certificates may be skipped for."""

EVERYWHERE = (
    "OpenSSL",
    "needs a (server|TLS client|public CA)",
    "nobody can sign with such a key",
    "its key of 16384 bits",
    "the first flight has to be sent twice",
    "the server leaves no session",
    "it takes as long as the lifetime of a ticket",
    "Milvus' API does not say who",
)
# Where somebody else runs the server.
EXTERNAL = (
    "needs (the server's|one-way TLS)",
    "this target (has no (grpc|rest) port$|cannot be given)",
    "only the operator of an external target",
)


def pattern(*reasons):
    """A regular expression that matches where a reason begins as one of these."""
    return "^(" + "|".join(reasons) + ")"

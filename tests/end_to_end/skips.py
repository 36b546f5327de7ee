"""What a scenario may be skipped for."""

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
    "needs (the server's|(none|one-way|mutual) TLS|a target with user authentication)",
    "this target (has no (grpc|rest) port$|cannot be given)",
    "only the operator of an external target",
    "the handshake has no '[a-z_]+' here",
    "what this target's process holds cannot be seen",
)


def pattern(*reasons):
    """A regular expression that matches where a reason begins as one of these."""
    return "^(" + "|".join(reasons) + ")"

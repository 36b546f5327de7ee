"""The Java program in servers/, which the JDK compiles as it starts it."""

from calibration import HERE, Server, program


def java_server(test, kind, port):
    """It running: "sockets" are JSSE's own, "https" is the JDK's HttpsServer."""
    program("javac")  # where there is no compiler, java runs no source
    return Server(test.sandbox, (port,), program("java"), HERE / "servers/JavaServer.java", kind, str(port), test.certificates)

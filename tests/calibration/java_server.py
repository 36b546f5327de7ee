"""The Java program in servers/, which the JDK compiles as it starts it."""

from calibration import HERE, Server, program


def java_server(test, kind, ports):
    """It running: "sockets" are JSSE's own, "https" is the JDK's HttpsServer."""
    program("javac")  # where there is no compiler, java runs no source
    argv = (program("java"), HERE / "servers/JavaServer.java", kind, *map(str, ports), test.certificates)
    return Server(test.sandbox, ports, *argv)

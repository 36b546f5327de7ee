#!/usr/bin/python3
"""A tlsgauge-server that fails in the way that FAKE_SERVER says. It serves nothing."""

import os
import signal
import sys
import time

READY = "READY grpc=127.0.0.1:1 rest=127.0.0.1:1 management=127.0.0.1:1"


def main():
    conduct = os.environ["FAKE_SERVER"]
    if conduct == "refuses":
        print("the first line of its log")
        sys.exit("tlsgauge-server: the dog ate the certificate")
    if conduct == "cannot":
        print("tlsgauge-server: this topology is beyond a fake")
        sys.exit(89)
    signal.signal(signal.SIGTERM, signal.SIG_IGN if conduct == "stubborn" else signal.SIG_DFL)
    if conduct == "stubborn":
        print(READY, flush=True)
    time.sleep(600)


main()

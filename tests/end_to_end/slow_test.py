"""What takes minutes: clients that fall silent, or speak an octet a second. A server must not wait for them without end."""

import unittest

from sandbox import Sandbox

SUITES = ("transport-security", "http")
LONGEST = "5m"  # more than a hello of an octet a second takes, and than the limits of servers for a handshake


class ReferenceTarget(unittest.TestCase):
    def test_ends_every_wait(self):
        sandbox = self.enterContext(Sandbox())
        # All of them wait at once.
        arguments = ("--tag", "slow", "--timeout", LONGEST, "--jobs", "64", "--out", sandbox.directory / "out")
        outcome = sandbox.tlsgauge("run", *SUITES, *arguments, patience=700)
        self.assertEqual(outcome.exit_code, 0, outcome.stdout[-4000:])
        verdicts = sandbox.report().verdicts
        self.assertEqual(set(verdicts.values()), {"pass"})
        self.assertGreaterEqual(len(verdicts), 18)


if __name__ == "__main__":
    unittest.main()

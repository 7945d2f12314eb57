"""The programs of this machine: what they need, started and kept running."""

"""Benchmarks: printed, as ratios against the alternative in the same run; never asserted."""

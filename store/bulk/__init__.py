"""Many recipients at once: batches that are written down as begun before they leave (docs/ledger.md, *Many recipients*)."""

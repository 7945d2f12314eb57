"""What a page shows of drafts, threads and recipients, made from facts."""

"""Official accounts: the lock here and at the platform, requests, renewals, posts that are not ours."""

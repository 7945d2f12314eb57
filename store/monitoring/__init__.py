"""Reading the accounts in a crisis, and what to do about posts that are not ours."""

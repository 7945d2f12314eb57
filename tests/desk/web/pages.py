"""The desk's pages that open by their address alone."""

READING = (
    "/",
    "/drafts",
    "/write",
    "/messages",
    "/accounts",
    "/unit",
    "/unit/calendar",
    "/log",
    "/exercises",
    "/reports",
    "/people",
    "/channels",
    "/preview",
    "/me",
)
PAGES = (*READING, "/exercise/new", "/crisis/new")

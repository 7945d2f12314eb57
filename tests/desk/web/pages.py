"""The desk's pages that open by their address alone."""

READING = (
    "/",
    "/drafts",
    "/write",
    "/messages",
    "/remarks",
    "/questions",
    "/accounts",
    "/unit",
    "/unit/calendar",
    "/log",
    "/exercises",
    "/reports",
    "/people",
    "/register",
    "/channels",
    "/preview",
    "/me",
)
PAGES = (*READING, "/exercise/new", "/crisis/new", "/register/new")

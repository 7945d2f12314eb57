"""From an idea to a text that is handed in: drafts, their revisions and recipients, and drafts that follow up what was sent."""

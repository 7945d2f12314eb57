"""From a text to an approval: revisions, follow-ups, reminders."""

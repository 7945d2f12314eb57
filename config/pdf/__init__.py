"""Making a PDF of a page: the real drawer, its twin, and which of them draws."""

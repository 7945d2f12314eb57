"""Letting people in: letters with a link, what two managers do together, and what they may not do with it."""

"""Letting people in: links, tries, what two managers do together, and what they may not do with it."""

"""A draft on its way to approval: who may, what is asked, what was promised."""

"""A message on its way out, one channel and one recipient at a time: deliveries, their tries, and what must hold as each is sent."""

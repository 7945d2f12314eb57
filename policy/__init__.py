"""Pure decisions: data in, a decision out. No session, no clock, no input or output."""

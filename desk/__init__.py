"""Where people act: the command line, and the web desk to come."""

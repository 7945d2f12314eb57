"""What a file is, by its content, and how each kind is written anew without what it says of its maker."""

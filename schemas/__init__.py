"""The nouns of crisis communication: pure, frozen Pydantic models, one noun a file."""

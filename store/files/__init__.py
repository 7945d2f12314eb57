"""Pictures, documents and videos that go with messages: one way in, one place."""

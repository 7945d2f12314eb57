"""What came of messages: whom they reached, whom they did not and why, and the reports that providers and mail servers send back."""

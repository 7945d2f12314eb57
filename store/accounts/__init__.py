"""The official accounts: register, locks here and at the platform, the gate, requests, renewals."""

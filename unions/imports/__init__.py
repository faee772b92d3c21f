"""Sheet import: upload, preview (the real run rolled back), confirm. See engine.py."""

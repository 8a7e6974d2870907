"""Signatures of SSH under what somebody says: made with a key, and read against a list of keys."""

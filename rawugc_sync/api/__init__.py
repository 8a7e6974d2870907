"""The HTTP client: auth, version, pacing, repeating, problems. Nothing above it sees httpx."""

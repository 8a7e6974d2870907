"""The HTTP client: over real sockets where sockets matter, over a mock transport where only messages do."""

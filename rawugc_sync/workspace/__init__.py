"""One brand's folder, its state, and the one organization it manages."""

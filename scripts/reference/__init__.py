"""The site's reference, from the models, the command line and the catalogue of messages."""

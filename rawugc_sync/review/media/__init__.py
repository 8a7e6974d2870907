"""Photos and videos for people to look at: what a page shows of a plan's media, and from where."""

"""The comment on a pull request: a plan, or what became of it, as Markdown that nothing comes out of."""

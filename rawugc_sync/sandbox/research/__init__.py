"""Research of the sandbox: the viral library, scrapes, content plans and analyses, all of it made up."""

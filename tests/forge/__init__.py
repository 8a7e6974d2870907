"""Pull requests on GitHub and GitLab, talked to over a real socket."""

"""Many workspaces of many repositories, each run at its time and with its own key."""

"""Generated media of the sandbox: videos, images and music."""

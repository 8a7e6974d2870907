"""The managed collections: every module here is one."""

"""Executes the calls of a plan, and never decides one."""

"""Receipts as a page."""

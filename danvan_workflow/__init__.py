"""Reporting cycles of công tác dân vận chính quyền, from the plan file to the signed report."""

__version__ = "0.1.0"

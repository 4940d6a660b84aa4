"""What inspectors praised or criticised, in the article's own words."""

from .read import find_findings

__all__ = ["find_findings"]

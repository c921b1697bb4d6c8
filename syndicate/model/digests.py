"""BLAKE2b alone: with hashlib comes OpenSSL, whose start takes longer than all digests of a small export."""

try:
    from _blake2 import blake2b
except ImportError:  # a Python that keeps it elsewhere
    from hashlib import blake2b

__all__ = ["blake2b"]

"""Ways of paying, behind one port."""

from payments.providers.base import Method, Provider, get, offered, register

__all__ = ["Method", "Provider", "get", "offered", "register"]

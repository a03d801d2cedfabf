"""Ways of paying, behind one port."""

from payments.providers.base import Abilities, Method, Provider, by_hand, for_mode, get, offered, paid_by, register

__all__ = ["Abilities", "Method", "Provider", "by_hand", "for_mode", "get", "offered", "paid_by", "register"]

"""How often one visitor may ask what costs us work or could tell a stranger something."""

from datetime import timedelta

from accounts.throttles import Throttle

# A family behind one address compares a few pincodes; a program that walks all 19,000 of them is stopped.
PIN_CHECK = Throttle("pin_check", limit=30, per=timedelta(minutes=1), is_open_without_cache=True)
# Codes are short words that people make up: nobody tries more than a few.
CODE_CHECK = Throttle("code_check", limit=20, per=timedelta(hours=1))
# Guessing contacts: by visitor, and by contact whoever asks, so that nobody's mailbox is filled.
ORDER_FIND_VISITOR = Throttle("order_find_visitor", limit=10, per=timedelta(hours=1))
ORDER_FIND_CONTACT = Throttle("order_find_contact", limit=3, per=timedelta(hours=1))
# All goods at once: a shopping site asks for them a few times a day.
FEED = Throttle("feed", limit=60, per=timedelta(hours=1), is_open_without_cache=True)
# Tokens have 256 bits; this only keeps the log quiet.
PLACE_ORDER = Throttle("place_order", limit=60, per=timedelta(hours=1), is_open_without_cache=True)
# A family that gives back a whole order comes through; a program that has pictures drawn anew does not.
RETURN = Throttle("return", limit=30, per=timedelta(hours=1))

"""How often one visitor may ask for a price, and how often one address may be written to because of it."""

from datetime import timedelta

from accounts.throttles import Throttle

ENQUIRY = Throttle("enquiry", limit=6, per=timedelta(hours=1))
ENQUIRY_MAIL = Throttle("enquiry_mail", limit=6, per=timedelta(days=1))

"""How often one visitor may write: a complaint is read by people."""

from datetime import timedelta

from accounts.throttles import Throttle

# A family with three broken parcels comes through; a program that fills the officers' list does not.
GRIEVANCE = Throttle("grievance", limit=6, per=timedelta(hours=1))
GRIEVANCE_REPLY = Throttle("grievance_reply", limit=20, per=timedelta(hours=1))

"""How often one visitor may have mails sent or files made."""

from datetime import timedelta

from accounts.throttles import Throttle

TELL_ME = Throttle("tell_me", limit=10, per=timedelta(hours=1))
# Mails to one address, whoever asks for them: nobody's letter box is filled from here.
TELL_ME_MAIL = Throttle("tell_me_mail", limit=10, per=timedelta(days=1))
# The file is made when its link is opened; the mail is one a day whatever is asked.
OWN_DATA = Throttle("own_data", limit=10, per=timedelta(days=1))

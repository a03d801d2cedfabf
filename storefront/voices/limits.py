"""How often one visitor may write something that people read."""

from datetime import timedelta

from accounts.throttles import Throttle

# A shopper with a whole basket of goods comes through; a program that fills the page does not.
REVIEW = Throttle("review", limit=30, per=timedelta(hours=1))
QUESTION = Throttle("question", limit=6, per=timedelta(hours=1))
# Mails to one address, whoever asks for them: nobody's letter box is filled from here.
QUESTION_MAIL = Throttle("question_mail", limit=6, per=timedelta(days=1))
FLAG = Throttle("review_flag", limit=6, per=timedelta(hours=1))

"""The WSGI entry point that gunicorn loads."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

from journal.memory import few_arenas
from marketplace.turns import Turns

few_arenas()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
application = Turns(get_wsgi_application())
from search import exposure  # noqa: E402 - its tables are known only once the application is there

exposure.serve()
resolve("/")  # loads every address and view now, once, for all processes
gc.collect()
gc.freeze()  # 200,000 objects that stay for ever: looking through them took 150 ms each time, whoever was being answered
sys.setswitchinterval(0.001)  # a thread that comes back from the database waits for at most 1 ms, not 5, for one that computes

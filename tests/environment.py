"""Environment of a test run, set before Django reads its settings (pytest loads this module first)."""

import os

os.environ.setdefault("SECRET_KEY", "tests-only-Vt2r9QwLx8Zb4Kp7Ny3Hc6Mf1Js5Gd0Ta9Re2Wq8Ux4Zi7Ob3")
os.environ.setdefault("BASE_URL", "http://127.0.0.1:8000")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost")
os.environ.setdefault("VAR_DIR", "var/test")
os.environ.setdefault("EMAIL_URL", "memorymail://")
os.environ.setdefault("LOG_LEVEL", "WARNING")

# Whether there is time: random histories are many in CI, and a few in `make test`.
IS_LONG = bool(os.environ.get("LONG"))

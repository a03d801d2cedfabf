# The shop as one image: web server, worker and commands. Nothing in it is secret; everything that differs comes by environment
# (docs/settings.md). Build: docker build -t ladakh-bazaar . (docs/scaling.md says how it is run).
FROM python:3.11-slim-bookworm AS packages
RUN python -m venv /srv/venv
COPY requirements.txt .
RUN /srv/venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.11-slim-bookworm
# Pango shapes the scripts of tax papers (docs/tax.md).
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /srv/shop --shell /usr/sbin/nologin shop \
 && install -d -o shop -g shop /srv/var /srv/var/media
ENV PATH=/srv/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/srv/var DJANGO_SETTINGS_MODULE=marketplace.settings XDG_CACHE_HOME=/tmp
WORKDIR /srv/shop
COPY --from=packages /srv/venv /srv/venv
COPY . .
USER shop
# Style sheets are joined, hashed and compressed now; the key is for this one command.
RUN SECRET_KEY="only-while-the-image-is-built-$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    python manage.py collectstatic --noinput --verbosity 0
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=40s --retries=3 CMD ["python", "-m", "marketplace.start.healthy", "8000"]
# WEB_CONCURRENCY says how many processes; most threads wait for slow phones (marketplace/turns.py).
CMD ["gunicorn", "marketplace.wsgi", "--bind=0.0.0.0:8000", "--threads=8", "--preload", "--no-control-socket", "--worker-tmp-dir=/dev/shm", "--log-level=warning", "--max-requests=10000", "--max-requests-jitter=1000"]

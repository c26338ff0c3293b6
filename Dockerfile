# The portal's image: the same for the web server, the worker and the migration.
FROM python:3.13-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/tmp/cache

# What WeasyPrint draws the report with; the Makefile names the same.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 \
        libpangoft2-1.0-0 \
        libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin portal
WORKDIR /app

COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

COPY . .

# The static files are gathered while building; the values are only there to let settings load.
RUN SECRET_KEY=only-while-building BASE_URL=http://localhost ALLOWED_HOSTS=localhost \
    DATABASE_URL=sqlite://:memory: EMAIL_URL=memory:// DEFAULT_FROM_EMAIL=portal@localhost \
    MEDIA_ROOT=/data/files \
    python manage.py collectstatic --noinput \
    && install -d -o portal -g portal /data/files /app/var

USER portal
VOLUME /data/files
EXPOSE 8000

HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "scripts/healthcheck.py"]

CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "strategy_portal.wsgi:application"]

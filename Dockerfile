# Two images of one build: `app` runs every Python process, `front` is Caddy with the static files.
# The steps are the Makefile's own: `make setup`, then the static files of `make run`.

FROM node:22-bookworm-slim AS node

FROM python:3.13-bookworm AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /app
# Packages first: a change of our code does not install them again.
COPY Makefile pyproject.toml package.json package-lock.json .npmrc ./
COPY requirements requirements
COPY scripts scripts
RUN make setup
COPY . .
# Values that are only there to load the settings: nothing is asked of any server here.
RUN DATABASE_URL=postgresql://build@localhost/build REDIS_URL=redis://localhost:6379 \
    SECRET_KEY=only-for-collecting-static-files \
    MASTER_KEY=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= VAR_DIR=/tmp/build \
    .venv/bin/python -m gosuslugi_support.running.prepare static

FROM caddy:2.11-alpine AS front
COPY --from=build /app/static_collected /srv/static
COPY Caddyfile /etc/caddy/Caddyfile
CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]

FROM python:3.13-slim-bookworm AS app
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin gosuslugi \
    && install -d -o gosuslugi /var/lib/gosuslugi /var/lib/gosuslugi/files /var/lib/journal \
        /var/lib/videos
WORKDIR /app
COPY --from=build /app /app
ENV DEMO=0 VAR_DIR=/var/lib/gosuslugi MEDIA_ROOT=/var/lib/gosuslugi/files \
    LISTEN_HOST=0.0.0.0 WEB_PORT=8001 WS_PORT=8002 PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    PATH=/app/.venv/bin:$PATH
USER gosuslugi
VOLUME /var/lib/gosuslugi /var/lib/journal /var/lib/videos
# The name of a process from gosuslugi_support/running/processes.py follows.
ENTRYPOINT ["python", "-m", "gosuslugi_support.running"]
CMD ["web"]

# The application alone: MongoDB, Redis and TLS are others' work, see compose.yaml.
# docker build --tag ticketapp .

FROM python:3.11-slim-bookworm AS base
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /app

# What runs: the locked packages, all of them wheels, and the checkout linked in beside them.
FROM base AS packages
RUN python -m venv .venv
COPY requirements requirements
RUN pip install --no-cache-dir --only-binary :all: --require-hashes --requirement requirements/app.lock
COPY pyproject.toml README.md rxconfig.py ./
COPY reflex.lock reflex.lock
COPY assets assets
COPY api api
COPY ticketapp ticketapp
# setuptools, at the version and hashes of the lock, links the checkout in and goes again.
RUN sed -n '/^setuptools==/,/[^\\]$/p' requirements/local.lock > setuptools.lock \
    && pip install --no-cache-dir --require-hashes --requirement setuptools.lock \
    && pip install --no-cache-dir --no-build-isolation --no-deps --editable . \
    && pip uninstall --yes setuptools \
    && rm setuptools.lock

# What is only needed to build the pages (Node among it) stays in this stage.
FROM packages AS pages
RUN pip install --no-cache-dir --require-hashes --requirement requirements/local.lock
RUN ticketapp build

FROM base
LABEL org.opencontainers.image.title="Ticketapp" \
      org.opencontainers.image.licenses="MIT"
RUN useradd --uid 10001 --create-home ticketapp \
    && install --directory --owner ticketapp --mode 700 /data
COPY --from=packages /app /app
COPY --from=pages /app/.web/build .web/build
COPY --from=pages /app/.web/backend .web/backend
USER ticketapp
ENV TICKETAPP_HOST=0.0.0.0 \
    TICKETAPP_PORT=8000 \
    TICKETAPP_DATA_DIR=/data \
    TICKETAPP_LOG_FORMAT=json
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/livez', timeout=4)"]
ENTRYPOINT ["ticketapp"]
CMD ["serve"]

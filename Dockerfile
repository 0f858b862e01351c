FROM python:3.11-slim-bookworm

RUN useradd --create-home --uid 1000 ctserver \
 && install --directory --owner ctserver /opt/ctserver /var/lib/ctserver /run/ctserver
COPY scripts/fonts /opt/ctserver/scripts/fonts
RUN /opt/ctserver/scripts/fonts && rm -rf /var/lib/apt/lists/*
USER ctserver
WORKDIR /opt/ctserver

# What the dependencies follow from comes first, so that a change of code does not install them again.
COPY --chown=ctserver pyproject.toml constraints.txt README.md ./
COPY --chown=ctserver scripts/install scripts/install
COPY --chown=ctserver ctserver/__init__.py ctserver/__init__.py
COPY --chown=ctserver fixtures fixtures
COPY --chown=ctserver migrations migrations
RUN scripts/install --runtime && rm -rf ~/.cache
COPY --chown=ctserver ctserver ctserver
RUN .venv/bin/python -m compileall -q ctserver && .venv/bin/python -m ctserver.precompiled

ENV PATH=/opt/ctserver/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    CTSERVER_HOST=0.0.0.0 \
    CTSERVER_DATA=/var/lib/ctserver \
    CTSERVER_CACHE=/var/lib/ctserver/cache \
    CTSERVER_READY_FILE=/run/ctserver/ready.json
VOLUME /var/lib/ctserver
EXPOSE 8080 8554
HEALTHCHECK --interval=30s --timeout=3s --start-period=15s --start-interval=1s CMD ["test", "-s", "/run/ctserver/ready.json"]
CMD ["ctserver", "serve"]

# caregraph as a service: small, not root, at ease on a read-only file system. See docs/serving.md.

# What builds the environment stays behind in a stage of its own.
FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv /opt/caregraph && /opt/caregraph/bin/python -m pip install --no-cache-dir --upgrade pip
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY api api
COPY graph graph
COPY ontology ontology
COPY queries queries
RUN /opt/caregraph/bin/python -m pip install --no-cache-dir . \
    && find /opt/caregraph -name tests -type d -prune -exec rm -rf {} + \
    && rm -rf /opt/caregraph/lib/python3.11/site-packages/pip*

FROM python:3.11-slim
LABEL org.opencontainers.image.title="caregraph" org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --gid 10001 caregraph \
    && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin caregraph \
    && install -d -o 10001 -g 10001 -m 0750 /data
COPY --from=build /opt/caregraph /opt/caregraph
ENV PATH=/opt/caregraph/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MPLCONFIGDIR=/tmp \
    CAREGRAPH_STORE=/data/store
WORKDIR /data
USER 10001:10001
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
ENTRYPOINT ["caregraph"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]

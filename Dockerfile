# The gateway as a container: the page, the wheel, its libraries, and then nothing but what runs.
# docs/howto/run-in-docker.md tells how it is used.

FROM node:22-trixie-slim AS page
WORKDIR /build/ui
COPY ui/package.json ui/package-lock.json ui/.npmrc ./
RUN npm ci
COPY ui ./
RUN npm run build

FROM python:3.13-slim-trixie AS wheel
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
COPY tests/clients/requirements/build.txt ./requirements/build.txt
RUN python -m venv --without-pip /tools \
    && pip --python /tools install --no-deps --require-hashes -r requirements/build.txt
COPY pyproject.toml build_page.py README.md LICENSE ./
COPY src ./src
COPY --from=page /build/src/kiro_py/admin/page ./src/kiro_py/admin/page
RUN /tools/bin/hatchling build -t wheel -d /wheel

FROM python:3.13-slim-trixie AS libraries
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
COPY requirements/otel.txt ./requirements/otel.txt
RUN python -m venv --without-pip /opt/kiro-py \
    && pip --python /opt/kiro-py install --no-deps --require-hashes --only-binary :all: \
        -r requirements/otel.txt
COPY --from=wheel /wheel ./wheel
RUN pip --python /opt/kiro-py install --no-deps --no-index wheel/*.whl

FROM python:3.13-slim-trixie
LABEL org.opencontainers.image.title="kiro-py" \
      org.opencontainers.image.description="The Anthropic Messages API on top of your own Kiro subscription" \
      org.opencontainers.image.licenses="MIT"
# What installs packages is of no use to what runs, except to an intruder.
RUN pip uninstall --yes --root-user-action ignore pip \
    && rm -rf /usr/local/lib/python3*/ensurepip \
    && groupadd --gid 1000 kiro-py \
    && useradd --uid 1000 --gid 1000 --no-create-home --home-dir /data \
        --shell /usr/sbin/nologin kiro-py \
    && install --directory --owner 1000 --group 1000 --mode 0700 /data
COPY --from=libraries /opt/kiro-py /opt/kiro-py
ENV PATH=/opt/kiro-py/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    KIRO_PY_HOST=0.0.0.0
USER 1000:1000
WORKDIR /data
VOLUME ["/data"]
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 \
    CMD ["python", "-m", "kiro_py.cli.pulse"]
ENTRYPOINT ["kiro-py"]
CMD ["serve"]

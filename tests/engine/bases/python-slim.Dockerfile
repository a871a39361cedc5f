# image: python:3.11-slim python:3.11-slim-bookworm python:3-slim
# set: ci
#
# CPython's own source, as Debian carries it, without Debian's patches: pip installs into
# /usr/local/lib/python3.11/site-packages, which Dockerfiles copy from. Not optimised by profile, to save minutes.
FROM debian:bookworm-slim
ENV PATH=/usr/local/bin:$PATH LANG=C.UTF-8
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        ca-certificates libbz2-1.0 libexpat1 libffi8 libgdbm6 liblzma5 libncursesw6 libreadline8 libsqlite3-0 libssl3 \
        libuuid1 netbase tzdata zlib1g \
    && rm -rf /var/lib/apt/lists/*
ENV PYTHON_VERSION=3.11.2
RUN sed -i 's/^Types: deb$/Types: deb deb-src/' /etc/apt/sources.list.d/debian.sources \
    && needed="dpkg-dev gcc libbz2-dev libc6-dev libexpat1-dev libffi-dev libgdbm-dev liblzma-dev libncursesw5-dev \
        libreadline-dev libsqlite3-dev libssl-dev make pkg-config uuid-dev xz-utils zlib1g-dev" \
    && apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $needed \
    && mkdir /usr/src/python \
    && cd /usr/src/python \
    && apt-get source --tar-only python3.11 \
    && tar -x --strip-components=1 -f python3.11_*.orig.tar.* \
    && ./configure --enable-shared --with-system-expat --with-ensurepip=upgrade --enable-loadable-sqlite-extensions \
        --disable-test-modules > /dev/null \
    && make -s -j "$(nproc)" LDFLAGS=-Wl,--strip-all > /dev/null 2>&1 \
    && make -s install > /dev/null 2>&1 \
    && ldconfig \
    && cd / \
    && rm -r /usr/src/python \
    && find /usr/local -depth \( -type d -a \( -name test -o -name tests -o -name idle_test \) \
        -o -type f -a \( -name '*.pyc' -o -name 'libpython3*.a' \) \) -exec rm -rf '{}' + \
    && ln -s python3 /usr/local/bin/python \
    && ln -s python3-config /usr/local/bin/python-config \
    && ln -sf pip3 /usr/local/bin/pip \
    && sed -i 's/^Types: deb deb-src$/Types: deb/' /etc/apt/sources.list.d/debian.sources \
    && apt-get purge -y --auto-remove $needed \
    && rm -rf /var/lib/apt/lists/* \
    && python -c 'import bz2, ctypes, dbm.gnu, lzma, readline, sqlite3, ssl, uuid, zlib, pyexpat' \
    && find /usr/local -name __pycache__ -exec rm -rf '{}' + \
    && pip --version
CMD ["python3"]

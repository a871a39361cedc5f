FROM debian:12
HEALTHCHECK NONE
HEALTHCHECK CMD curl -f http://localhost/ || exit 1
HEALTHCHECK --interval=1m   CMD   ["curl", "-f", "http://localhost/"]
healthcheck cmd true
HEALTHCHECK CMD
HEALTHCHECK curl
HEALTHCHECK --retries=5
HEALTHCHECK
HEALTHCHECK --interval=5s \
  --timeout=3s \
  # how
  CMD true

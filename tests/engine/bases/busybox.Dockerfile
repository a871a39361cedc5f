# image: busybox:1.35 busybox:stable busybox:latest
# set: ci
FROM debian:bookworm-slim AS unpacked
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends busybox-static \
    && mkdir -p /image/bin /image/etc /image/root /image/tmp \
    && chmod 1777 /image/tmp \
    && cp -L /bin/busybox /image/bin/ \
    && chroot /image /bin/busybox --install /bin \
    && grep -E '^(root|nobody):' /etc/passwd > /image/etc/passwd \
    && cp /etc/group /image/etc/

FROM scratch
COPY --from=unpacked /image /
CMD ["sh"]

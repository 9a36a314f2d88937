# debian:bookworm-slim, or another suite, out of Debian's own packages
FROM scratch
ARG ROOTFS
ADD $ROOTFS /
CMD ["bash"]

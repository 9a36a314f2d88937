# debian:bookworm-slim out of Debian's own packages
FROM scratch
ARG ROOTFS
ADD $ROOTFS /
CMD ["bash"]

# busybox:1.36 for two platforms, out of Debian's static package
FROM --platform=$BUILDPLATFORM debian:bookworm-slim AS package
ARG TARGETARCH
WORKDIR /package
RUN dpkg --add-architecture "$TARGETARCH" && apt-get update && apt-get download "busybox-static:$TARGETARCH" && dpkg-deb -x ./*.deb . \
  && mkdir -p /root/bin /root/etc /root/root /root/var && mkdir -m 1777 /root/tmp && cp bin/busybox /root/bin/ \
  && printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' >/root/etc/passwd \
  && printf 'root:x:0:\nnogroup:x:65534:\n' >/root/etc/group

FROM scratch
COPY --from=package /root /
RUN ["/bin/busybox", "--install", "-s", "/bin"]
CMD ["sh"]

# Hilum as one small image: the binary with the page inside, run by nobody in particular.

FROM rust:1.95-bookworm AS build
RUN apt-get update \
 && apt-get install --yes --no-install-recommends nodejs npm \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /hilum
COPY . .
# The caches stay with the builder, so that the next image compiles only what has changed.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/hilum/target \
    cargo xtask build && cp target/release/hilum /usr/local/bin/hilum

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates tzdata \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --create-home --home-dir /var/lib/hilum hilum
COPY --from=build /usr/local/bin/hilum /usr/local/bin/hilum
USER hilum
WORKDIR /var/lib/hilum
ENV HILUM_DATA_DIR=/var/lib/hilum HILUM_LISTEN=0.0.0.0:8080
VOLUME /var/lib/hilum
EXPOSE 8080
ENTRYPOINT ["hilum"]
CMD ["serve"]

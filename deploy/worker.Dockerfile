# The worker: docker build -f deploy/worker.Dockerfile -t rekognition-teardown-worker .
# Debian, not Alpine: the Temporal SDK's native bridge is built for glibc only.
# Node.js 24 is the newest release line with long-term support; the tests run on 22, 24 and 26.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# The bridge comes for five platforms, 30 MB each; this image runs on one.
RUN npm ci --ignore-scripts --omit=dev \
  && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 \
    ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -r {} +

FROM node:24-bookworm-slim
# The bridge checks certificates against the system's, of which the slim image has none. Not pinned: the newest are wanted.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
# The image's user "node", by its number, by which Kubernetes tells that it is not root.
USER 1000
# Node itself, not npm, so that SIGTERM reaches the worker, which then drains.
CMD ["node", "dist/worker/main.js"]

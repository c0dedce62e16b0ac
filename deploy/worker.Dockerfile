# Builds the worker: docker build -f deploy/worker.Dockerfile -t rekognition-teardown-worker .
# Debian instead of Alpine: the native bridge of the Temporal SDK is built for glibc only.
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
# The bridge is shipped for five platforms, 30 MB each; this image needs only one. npm also installs TypeScript, 30 MB,
# because Valibot names it as an optional peer for its types.
RUN npm ci --ignore-scripts --omit=dev \
  && rm -r node_modules/typescript node_modules/@typescript node_modules/.bin/tsc \
  && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 \
    ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -r {} +

FROM node:24-bookworm-slim
# The bridge uses the system's CA certificates, which the slim image lacks. Not pinned, to get the latest.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
# The image's user "node" as a number, so that Kubernetes can verify that it is not root (runAsNonRoot).
USER 1000
# Runs node instead of npm, so that SIGTERM reaches the worker, which then drains.
CMD ["node", "dist/worker/main.js"]

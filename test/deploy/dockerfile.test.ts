import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseDockerfile } from '../support/containers/dockerfile.js';

const FILE = new URL('../../deploy/worker.Dockerfile', import.meta.url);

describe('the reader of Dockerfiles', () => {
  it('reads every line of the Dockerfile of the worker', () => {
    const [build, dependencies, worker, ...others] = parseDockerfile(readFileSync(FILE, 'utf8'));
    assert.deepEqual(others, []);
    assert.deepEqual([build?.name, dependencies?.name, worker?.name], ['build', 'dependencies', undefined]);
    assert.ok(worker?.steps.some((step) => step.kind === 'COPY' && step.from === 'build'));
    assert.deepEqual(worker?.steps.at(-1), { kind: 'CMD', command: ['node', 'dist/worker/main.js'] });
  });

  for (const line of [
    'ADD a b',
    'CMD node main.js',
    'COPY --chown=node a b',
    'COPY *.json ./',
    'ENV A $B',
    'EXPOSE 80',
    'HEALTHCHECK CMD true',
    'RUN --mount=type=cache,target=/root/.npm npm ci',
    'RUN ["npm", "ci"]',
    'RUN <<END',
    'USER $USER',
    'FROM --platform=linux/amd64 node:24-bookworm-slim',
  ]) {
    it(`refuses ${line}`, () => {
      assert.throws(
        () => parseDockerfile(`FROM node:24-bookworm-slim\n${line}\n`),
        /can't carry out this line/,
      );
    });
  }
});

// Starts the services of a Compose file in the order of their dependencies, each in a container of its own, on one network.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../eventually.js';
import type { Image } from './build-image.js';
import { environmentOf, secondsIn, type Condition, type Service } from './compose-file.js';
import { startContainer, type Container } from './container.js';
import { bind, mountTree } from './tree.js';

export interface ServicesOptions {
  readonly services: Readonly<Record<string, Service>>;
  readonly shell: Readonly<Record<string, string>>;
  readonly imageOf: (service: Service) => Promise<Image>;
  readonly folder: string;
}

export interface Services {
  /** Starts a service after those that it depends on, and returns it. */
  start(name: string): Promise<Container>;
  /** Runs a service again, to its end, and returns the exit code. */
  runAgain(name: string): Promise<number | string>;
  /** Waits until a service is healthy, or has ended with 0. */
  until(name: string, condition: Condition): Promise<void>;
  /** Runs the health check of a service once in this container, and returns the exit code. */
  check(name: string, container: Container): Promise<number>;
  /** Starts a service by itself, with another command. */
  startAlone(name: string, command: readonly string[]): Promise<Container>;
  stop(): Promise<void>;
}

export function composeServices({ services, shell, imageOf, folder }: ServicesOptions): Services {
  const started = new Map<string, Promise<Container>>();
  const all: Container[] = [];

  function serviceOf(name: string): Service {
    const service = services[name];
    assert.ok(service, name);
    return service;
  }

  async function launch(name: string, options: { readonly command?: readonly string[] } = {}) {
    const service = serviceOf(name);
    const image = await imageOf(service);
    const own = join(folder, `${name}-${all.length}`);
    const root = await mountTree(image.layers, own, join(own, 'top'));
    // A container that is started by itself has data of its own.
    await mountVolumes(service, root, options.command ? own : folder);
    const entrypoint = service.entrypoint ?? image.entrypoint;
    const container = await startContainer({
      root,
      command: [...entrypoint, ...(options.command ?? service.command ?? image.command)],
      env: { ...image.env, ...environmentOf(service, shell) },
      user: image.user,
      workdir: image.workdir,
    });
    all.push(container);
    return container;
  }

  async function startAfterOthers(name: string): Promise<Container> {
    const others = Object.entries(serviceOf(name).depends_on ?? {});
    await Promise.all(others.map(([other, { condition }]) => self.until(other, condition)));
    return launch(name);
  }

  const self: Services = {
    start(name) {
      const running = started.get(name) ?? startAfterOthers(name);
      started.set(name, running);
      return running;
    },
    runAgain: async (name) => (await launch(name)).ended,
    startAlone: (name, command) => launch(name, { command }),
    async until(name, condition) {
      const container = await self.start(name);
      if (condition === 'service_healthy') return untilHealthy(name, container);
      assert.equal(await container.ended, 0, `${name}: ${container.written()}`);
    },
    check(name, container) {
      const [kind, ...command] = serviceOf(name).healthcheck?.test ?? [];
      assert.equal(kind, 'CMD');
      return container.exec(command);
    },
    async stop() {
      for (const container of all.splice(0).toReversed()) {
        container.kill('SIGKILL');
        await container.ended;
      }
    },
  };

  async function untilHealthy(name: string, container: Container): Promise<void> {
    const { interval = '', start_period = '', retries = 3 } = serviceOf(name).healthcheck ?? {};
    const patienceMs = 1000 * (secondsIn(start_period) + retries * secondsIn(interval));
    await eventually(
      async () => assert.equal(await self.check(name, container), 0, `${name}: ${container.written()}`),
      { patienceMs },
    );
  }
  return self;

  async function mountVolumes({ volumes = [] }: Service, root: string, data: string): Promise<void> {
    for (const volume of volumes) {
      const [source = '', path = '', mode] = volume.split(':');
      const from = source.startsWith('/') ? source : join(data, 'volumes', source);
      await mkdir(from, { recursive: true });
      await mkdir(join(root, path), { recursive: true });
      await bind(from, join(root, path), mode === 'ro' ? 'ro' : 'rw');
    }
  }
}

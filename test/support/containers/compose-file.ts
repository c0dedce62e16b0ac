// Reads a Compose file as far as temporal-docker-compose.yml needs it.
import { parse } from 'yaml';

export type Condition = 'service_healthy' | 'service_completed_successfully';

export interface Service {
  /** Undefined if the image is built. */
  readonly image?: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: Condition }>>;
  readonly environment?: Readonly<Record<string, string | number | null>>;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: {
    readonly test: readonly string[];
    readonly interval: string;
    readonly retries?: number;
    readonly start_period: string;
  };
  readonly restart?: string;
}

type Variables = Readonly<Record<string, string>>;

/** @param shell the variables of the shell that runs `docker compose` */
export function parseComposeFile(text: string, shell: Variables): Readonly<Record<string, Service>> {
  const document = parse(text, { merge: true }) as { readonly services: unknown };
  return interpolated(document.services, shell) as Readonly<Record<string, Service>>;
}

/** Returns the environment of a service. Variables without a value are the shell's. */
export function environmentOf(service: Service, shell: Variables): Variables {
  const all = Object.entries(service.environment ?? {}).map(([name, value]) => [name, value ?? shell[name]]);
  return Object.fromEntries(
    all.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  ) as Variables;
}

export function secondsIn(duration: string): number {
  const [, seconds] = /^(\d+)s$/.exec(duration) ?? [];
  if (seconds === undefined) throw new Error(`The tests can't read the duration ${duration}.`);
  return Number(seconds);
}

/** Replaces `${NAME}`, `${NAME:-default}` and `$$`. */
function interpolated(value: unknown, shell: Variables): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$(?:\$|\{(\w+)(?::-([^}]*))?\})/g, (_all, name?: string, fallback?: string) =>
      name === undefined ? '$' : shell[name] || (fallback ?? ''),
    );
  }
  if (Array.isArray(value)) return value.map((item: unknown) => interpolated(item, shell));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, interpolated(item, shell)]));
}

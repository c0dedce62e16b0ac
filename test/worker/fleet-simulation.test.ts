import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { partOf } from '../../activities/aws/quota-part.js';
import { afterAnswer, ASK_EVERY_MS, newFleetView, placeIn, type FleetView } from '../../worker/fleet-view.js';

const SECOND = 1_000;
const STEP_MS = 500;
const LAST_INCIDENT_MS = 120 * SECOND;
/** Within a minute after the last incident, all that are left have the whole share. */
const END_MS = LAST_INCIDENT_MS + 60 * SECOND;
const QUOTA = 3;

interface Incident {
  readonly at: number;
  readonly kind: 'start' | 'kill' | 'suspend' | 'silence' | 'slow' | 'serverRestart';
  readonly which: number;
  readonly forMs: number;
}

interface Process {
  readonly id: string;
  view: FleetView;
  asleepUntil: number;
  asksAt: number;
  /** An answer on its way. */
  coming?: { readonly polled: ReadonlyMap<string, number>; readonly asked: number; readonly at: number };
}

/** Plays workers beside a server that lists when each has polled last. */
class World {
  running: Process[] = [];
  private readonly polled = new Map<string, number>();
  private now = 0;
  private started = 0;
  private silentUntil = 0;
  private slowBy = 0;

  private readonly incidents: readonly Incident[];

  constructor(incidents: readonly Incident[]) {
    this.incidents = incidents;
  }

  step(now: number): void {
    this.now = now;
    for (const incident of this.incidents.filter((it) => Math.ceil(it.at / STEP_MS) * STEP_MS === now)) {
      this.happen(incident);
    }
    for (const worker of this.running) if (now >= worker.asleepUntil) this.run(worker);
  }

  /** Calls per second that all of them together may send. */
  used(): number {
    const places = this.running
      .filter(({ asleepUntil }) => this.now >= asleepUntil)
      .map(({ view }) => partOf(QUOTA, placeIn(view, moment(this.now))));
    return places.reduce((sum, it) => sum + (it.places === 0 ? 0 : (1000 * it.places) / it.windowMs), 0);
  }

  start(): void {
    this.started += 1;
    const id = `${(this.started * 7) % 10}-${this.started}`;
    this.running.push({ id, view: newFleetView(id, moment(this.now)), asleepUntil: 0, asksAt: this.now });
  }

  private happen({ kind, which, forMs, at }: Incident): void {
    const chosen = this.running[which % Math.max(1, this.running.length)];
    switch (kind) {
      case 'start':
        this.start();
        break;
      case 'kill':
        this.running = this.running.filter((it) => it !== chosen);
        break;
      case 'suspend':
        if (chosen) chosen.asleepUntil = this.now + forMs;
        break;
      case 'silence':
        this.silentUntil = this.now + forMs;
        break;
      case 'slow':
        this.slowBy = Math.min(forMs, 3_500);
        break;
      case 'serverRestart':
        if (!this.incidents.some((it) => joins(it, at))) this.polled.clear();
        break;
      default:
        kind satisfies never;
    }
  }

  private run(worker: Process): void {
    const { coming } = worker;
    if (coming && this.now >= coming.at) {
      const { asked, polled: polledAt } = coming;
      const answer = {
        askedAt: moment(asked),
        answeredAt: moment(this.now),
        polledAt,
        left: new Set<string>(),
      };
      worker.view = afterAnswer(worker.view, answer);
      delete worker.coming;
      worker.asksAt = Math.max(this.now, asked + ASK_EVERY_MS);
    }
    if (worker.coming || this.now < worker.asksAt || this.now < this.silentUntil) return;
    this.polled.set(worker.id, this.now);
    worker.coming = { polled: new Map(this.polled), asked: this.now, at: this.now + this.slowBy };
    if (this.slowBy === 0) this.run(worker);
  }
}

/** Not promised: a worker that starts, or wakes up, before all others have polled the restarted server. */
function joins({ kind, at, forMs }: Incident, restartedAt: number): boolean {
  if (kind !== 'start' && kind !== 'suspend') return false;
  return (kind === 'start' ? at : at + forMs) >= restartedAt - STEP_MS;
}

const moment = (ms: number) => ({ wall: ms, monotonic: ms });

const incident: fc.Arbitrary<Incident> = fc.record({
  at: fc.integer({ min: 0, max: LAST_INCIDENT_MS }),
  kind: fc.constantFrom('start', 'start', 'kill', 'suspend', 'silence', 'slow', 'serverRestart'),
  which: fc.nat(5),
  forMs: fc.integer({ min: SECOND, max: 40 * SECOND }),
});

describe('a fleet whose workers start, die, are suspended and hear nothing from the server', () => {
  it('never uses more than the share, and uses all of it a minute later', () => {
    fc.assert(
      fc.property(fc.array(incident, { maxLength: 12 }), (incidents) => {
        const world = new World(incidents);
        world.start();
        for (let now = 0; now <= END_MS + 40 * SECOND; now += STEP_MS) {
          world.step(now);
          assert.ok(world.used() <= QUOTA + 0.01, `${world.used()} of ${QUOTA} calls a second at ${now} ms`);
        }
        if (world.running.length > 0) assert.ok(world.used() > QUOTA - 0.01, `${world.used()} at the end`);
      }),
      { numRuns: 500 },
    );
  });
});

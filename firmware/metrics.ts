import type { HallOut } from '../behaviours/hall/events.ts';
import type { Unsubscribe } from '../hal/device.ts';
import type { SiteFace } from './site-face.ts';

/*
 * What a device tells whoever watches over machines, in Prometheus' text format 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). Numbers of the hall of today and of the process; nothing that names
 * a visitor, a number of theirs, or what one counter did compared with another.
 */

export const metricsType = 'text/plain; version=0.0.4; charset=utf-8';

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  readonly samples: readonly Sample[];
}

const one = (value: number): readonly Sample[] => [{ labels: {}, value }];

/** What only counting from the start tells. */
export class MetricCounts {
  readonly #events = new Map<HallOut['type'], number>();
  #end: Unsubscribe = () => {};

  start(face: Pick<SiteFace, 'on'>): void {
    this.#end = face.on(({ type }) => this.#events.set(type, this.of(type) + 1));
  }

  stop(): void {
    this.#end();
  }

  of(type: HallOut['type']): number {
    return this.#events.get(type) ?? 0;
  }
}

/** Of the process itself. */
export interface ProcessFigures {
  readonly residentBytes: number;
  readonly cpuSeconds: number;
  /** Seconds since 1970. */
  readonly startedAt: number;
}

export function metricsOf(face: SiteFace, counts: MetricCounts, own: ProcessFigures): string {
  const hall = face.hall();
  const ready = hall !== null && face.ready();
  return textOf([
    {
      name: 'letan_info',
      help: 'Which device of which site this is.',
      type: 'gauge',
      samples: [{ labels: { site: face.config.site.site, device: face.config.device }, value: 1 }],
    },
    {
      name: 'letan_hall_ready',
      help: '1 while the hall has read its ledger and gives numbers.',
      type: 'gauge',
      samples: one(ready ? 1 : 0),
    },
    {
      name: 'letan_clock_trusted',
      help: '1 while the wall clock is believed.',
      type: 'gauge',
      samples: one(face.wallTime().trusted ? 1 : 0),
    },
    {
      name: 'letan_events_total',
      help: 'Events that became durable here since the start, own and received.',
      type: 'counter',
      samples: one(counts.of('hall.recorded')),
    },
    {
      name: 'letan_calls_total',
      help: 'Fresh calls since the start.',
      type: 'counter',
      samples: one(counts.of('ticket.called')),
    },
    {
      name: 'letan_number_gaps_total',
      help: 'Gaps of numbers that a lost ledger left, found since the start.',
      type: 'counter',
      samples: one(counts.of('numbers.gapFound')),
    },
    {
      name: 'letan_help_open',
      help: 'Calls for staff that nobody has taken yet.',
      type: 'gauge',
      samples: one(face.helps().length),
    },
    ...(ready ? hallMetrics(hall) : []),
    {
      name: 'process_resident_memory_bytes',
      help: 'Memory of the process.',
      type: 'gauge',
      samples: one(own.residentBytes),
    },
    { name: 'process_cpu_seconds_total', help: 'CPU time.', type: 'counter', samples: one(own.cpuSeconds) },
    {
      name: 'process_start_time_seconds',
      help: 'When the process began, in seconds since 1970.',
      type: 'gauge',
      samples: one(own.startedAt),
    },
  ]);
}

const phases = ['waiting', 'called', 'serving', 'parked', 'finished', 'no-show', 'cancelled', 'void'] as const;
const counterStates = ['open', 'paused', 'closed'] as const;

function hallMetrics(hall: NonNullable<ReturnType<SiteFace['hall']>>): readonly Metric[] {
  const { away, apart, counters, figures, hub, services } = hall.picture();
  const waits = services.flatMap(({ id }): readonly Sample[] => {
    const wait = hall.waitFor(id);
    if (wait === null) return [];
    return [
      { labels: { service: id, quantile: '0.5' }, value: wait.p50Min * 60 },
      { labels: { service: id, quantile: '0.9' }, value: wait.p90Min * 60 },
    ];
  });
  return [
    {
      name: 'letan_tickets',
      help: 'Tickets of today, by what became of them so far.',
      type: 'gauge',
      samples: phases.map((phase) => ({ labels: { phase }, value: figures[phase] })),
    },
    {
      name: 'letan_waiting',
      help: 'Who waits, by service.',
      type: 'gauge',
      samples: services.map(({ id, waiting }) => ({ labels: { service: id }, value: waiting })),
    },
    {
      name: 'letan_wait_estimate_seconds',
      help: 'How long somebody who comes now is told to wait; no sample where nobody can say.',
      type: 'gauge',
      samples: waits,
    },
    {
      name: 'letan_counters',
      help: 'Counters by their state.',
      type: 'gauge',
      samples: counterStates.map((state) => ({
        labels: { state },
        value: counters.filter((counter) => counter.state === state).length,
      })),
    },
    {
      name: 'letan_hub_term',
      help: 'The term of the device that decides, which the label names.',
      type: 'gauge',
      samples: [{ labels: { hub: hub.device }, value: hub.term }],
    },
    {
      name: 'letan_apart',
      help: '1 while this device cannot reach the hub.',
      type: 'gauge',
      samples: one(apart === null ? 0 : 1),
    },
    {
      name: 'letan_devices_away',
      help: 'Devices of the site that are not heard of.',
      type: 'gauge',
      samples: one(away.length),
    },
  ];
}

const escapedHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const escapedLabel = (text: string): string => escapedHelp(text).replaceAll('"', '\\"');

const textOf = (metrics: readonly Metric[]): string =>
  metrics
    .flatMap(({ help, name, samples, type }) => [
      `# HELP ${name} ${escapedHelp(help)}`,
      `# TYPE ${name} ${type}`,
      ...samples.map(({ labels, value }) => {
        const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapedLabel(text)}"`);
        return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
      }),
    ])
    .join('\n')
    .concat('\n');

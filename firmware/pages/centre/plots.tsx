import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { Arrivals, WaitPoint } from '../../../behaviours/hall/day-report.ts';
import { clockText } from './text.ts';

const ink = '#4b453d';
const faint = '#e4ddd1';
const font = '13px "Be Vietnam Pro", sans-serif';

/** The hours of the day along the bottom, alike in all plots so that one is read against the other. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}

const axes = (unit: string): uPlot.Axis[] => [
  {
    stroke: ink,
    font,
    grid: { stroke: faint, width: 1 },
    ticks: { show: false },
    incrs: [15, 30, 60, 120, 180],
    values: (_plot, splits) => splits.map(clockText),
  },
  {
    stroke: ink,
    font,
    grid: { stroke: faint, width: 1 },
    ticks: { show: false },
    label: unit,
    labelFont: font,
    labelSize: 20,
    size: 44,
    incrs: [1, 2, 5, 10, 15, 30, 60, 120],
  },
];

/** A plot as wide as what it stands in; made anew when what it shows changes. */
function Plot({
  label,
  height,
  make,
}: {
  label: string;
  height: number;
  make: () => { readonly options: Omit<uPlot.Options, 'width' | 'height'>; readonly data: uPlot.AlignedData };
}) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const at = box.current;
    if (at === null) return undefined;
    const { options, data } = make();
    const plot = new uPlot({ ...options, width: at.clientWidth, height }, data, at);
    const watching = new ResizeObserver(() => plot.setSize({ width: at.clientWidth, height }));
    watching.observe(at);
    return () => {
      watching.disconnect();
      plot.destroy();
    };
  });
  return <div class="plot" ref={box} role="img" aria-label={label} />;
}

/** How many came in each span, the services one upon the other. */
export function ArrivalsPlot({
  arrivals,
  services,
  stepMin,
  hours,
  unit,
  label,
}: {
  arrivals: readonly Arrivals[];
  services: readonly { readonly id: string; readonly colour: string }[];
  stepMin: number;
  hours: Hours;
  unit: string;
  label: string;
}) {
  const make = () => {
    const minutes: number[] = [];
    for (let minute = hours.from - (hours.from % stepMin); minute < hours.to; minute += stepMin) minutes.push(minute);
    const count = (service: string, minute: number): number =>
      arrivals.find((one) => one.service === service && one.minute === minute)?.count ?? 0;
    // Each column holds its own and all below it; the highest is drawn first, so that each shows what it adds.
    const stacked = services.map((_, index) =>
      minutes.map((minute) => services.slice(0, index + 1).reduce((sum, { id }) => sum + count(id, minute), 0)),
    );
    const bars = uPlot.paths.bars?.({ size: [0.82, 60], align: 1 });
    return {
      options: {
        scales: { x: { time: false, range: [hours.from, hours.to] as [number, number] }, y: { range: fromNought(4) } },
        axes: axes(unit),
        legend: { show: false },
        cursor: { show: false },
        series: [
          {},
          ...services
            .map(({ colour }): uPlot.Series => ({
              stroke: colour,
              fill: colour,
              width: 0,
              points: { show: false },
              ...(bars === undefined ? {} : { paths: bars }),
            }))
            .toReversed(),
        ],
      },
      data: [minutes, ...stacked.toReversed()] as uPlot.AlignedData,
    };
  };
  return <Plot label={label} height={300} make={make} />;
}

/** From nought to somewhat above the highest, and to `least` at least. */
const fromNought =
  (least: number): uPlot.Scale.Range =>
  (_plot, _low, high) => [0, Math.max(least, high * 1.08)];

/** Each wait at the time at which its number was given; of one service with the band of what was told. */
export function WaitsPlot({
  points,
  colour,
  band,
  hours,
  unit,
  label,
}: {
  points: readonly WaitPoint[];
  colour: string;
  band: boolean;
  hours: Hours;
  unit: string;
  label: string;
}) {
  const make = () => {
    const sorted = points.toSorted((a, b) => a.minute - b.minute);
    const within = ({ told, waitedMin }: WaitPoint): boolean => told === null || waitedMin <= told.p90Min;
    const dots = (hollow: boolean): uPlot.Series => ({
      stroke: colour,
      width: 0,
      paths: () => null,
      points: { show: true, size: 7, width: 1.5, stroke: colour, fill: hollow ? '#fffefb' : colour },
    });
    const line: uPlot.Series = {
      stroke: `${colour}55`,
      width: 1,
      points: { show: false },
      spanGaps: true,
      ...(uPlot.paths.stepped === undefined ? {} : { paths: uPlot.paths.stepped({ align: 1 }) }),
    };
    return {
      options: {
        scales: { x: { time: false, range: [hours.from, hours.to] as [number, number] }, y: { range: fromNought(10) } },
        axes: axes(unit),
        legend: { show: false },
        cursor: { show: false },
        series: [{}, line, line, dots(false), dots(true)],
        bands: [{ series: [2, 1] as [number, number], fill: `${colour}26` }],
      },
      data: [
        sorted.map(({ minute }) => minute),
        sorted.map(({ told }) => (band ? (told?.p50Min ?? null) : null)),
        sorted.map(({ told }) => (band ? (told?.p90Min ?? null) : null)),
        sorted.map((point) => (within(point) ? point.waitedMin : null)),
        sorted.map((point) => (within(point) ? null : point.waitedMin)),
      ] as uPlot.AlignedData,
    };
  };
  return <Plot label={label} height={260} make={make} />;
}

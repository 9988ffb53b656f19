/* A drawing of what a training reached: three panels of one SVG, with no library and no fonts but the reader's. */

export type PlotPoint = readonly [x: number, y: number];

export interface PlotSeries {
  readonly name: string;
  readonly points: readonly PlotPoint[];
  readonly as: 'line' | 'dots';
}

export interface Panel {
  readonly title: string;
  readonly xName: string;
  readonly yName: string;
  readonly series: readonly PlotSeries[];
  /** Draws the line on which both sides are equal. */
  readonly diagonal: boolean;
}

const side = 300;
const gap = 80;
const top = 50;
const legendLine = 18;
const colours = ['#0b5cad', '#b3400d', '#2b7a2b', '#7a3fa0', '#666666', '#a08000'];

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const px = (value: number): string => String(Math.round(value * 10) / 10);

const panelAt = (panel: Panel, left: number): string => {
  const x = (value: number): number => left + value * side;
  const y = (value: number): number => top + (1 - value) * side;
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1]
    .map(
      (tick) =>
        `<path d="M${px(x(tick))} ${px(y(0))}v5M${px(x(0))} ${px(y(tick))}h-5" stroke="#333"/>` +
        `<path d="M${px(x(tick))} ${px(y(0))}V${px(y(1))}M${px(x(0))} ${px(y(tick))}H${px(x(1))}" stroke="#ddd"/>` +
        `<text x="${px(x(tick))}" y="${px(y(0) + 18)}" text-anchor="middle">${tick}</text>` +
        `<text x="${px(x(0) - 9)}" y="${px(y(tick) + 4)}" text-anchor="end">${tick}</text>`,
    )
    .join('');
  const drawn = panel.series.map(({ points, as, name }, index) => {
    const colour = colours[index % colours.length] ?? '#000';
    const legendY = top + side + 62 + index * legendLine;
    const legend = `<circle cx="${px(left + 6)}" cy="${px(legendY - 4)}" r="5" fill="${colour}"/><text x="${px(left + 18)}" y="${px(legendY)}">${escaped(name)}</text>`;
    const marks =
      as === 'dots'
        ? points.map(([a, b]) => `<circle cx="${px(x(a))}" cy="${px(y(b))}" r="5" fill="${colour}"/>`).join('')
        : `<polyline points="${points.map(([a, b]) => `${px(x(a))},${px(y(b))}`).join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`;
    return marks + legend;
  });
  return [
    `<text x="${px(left + side / 2)}" y="${top - 18}" text-anchor="middle" font-weight="bold">${escaped(panel.title)}</text>`,
    ticks,
    `<rect x="${px(left)}" y="${top}" width="${side}" height="${side}" fill="none" stroke="#333"/>`,
    panel.diagonal
      ? `<path d="M${px(x(0))} ${px(y(0))}L${px(x(1))} ${px(y(1))}" stroke="#999" stroke-dasharray="4 4"/>`
      : '',
    `<text x="${px(left + side / 2)}" y="${px(top + side + 38)}" text-anchor="middle">${escaped(panel.xName)}</text>`,
    `<text transform="translate(${px(left - 44)} ${px(top + side / 2)}) rotate(-90)" text-anchor="middle">${escaped(panel.yName)}</text>`,
    ...drawn,
  ].join('\n');
};

export const drawing = (title: string, panels: readonly Panel[]): string => {
  const width = gap + panels.length * (side + gap);
  const most = Math.max(...panels.map(({ series }) => series.length));
  const height = top + side + 70 + most * legendLine;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="13">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...panels.map((panel, index) => panelAt(panel, gap + index * (side + gap))),
    '</svg>',
    '',
  ].join('\n');
};

/** Of those who come and those who do not, the shares that lie above each height of a belief. */
export const rocOf = (coming: readonly number[], passing: readonly number[]): readonly PlotPoint[] => {
  const heights = [...new Set([...coming, ...passing])].sort((a, b) => b - a);
  const share = (values: readonly number[], height: number): number =>
    values.filter((value) => value >= height).length / Math.max(1, values.length);
  return [[0, 0], ...heights.map((height): PlotPoint => [share(passing, height), share(coming, height)]), [1, 1]];
};

/** What share really came of those of whom it was believed with about this likelihood; tenths with fewer than `least` are left out. */
export const calibrationOf = (
  beliefs: readonly { readonly score: number; readonly came: boolean; readonly weight: number }[],
  least: number,
): readonly PlotPoint[] =>
  Array.from({ length: 10 }, (_, tenth) => beliefs.filter(({ score }) => Math.min(9, Math.floor(score * 10)) === tenth))
    .filter((bin) => bin.length >= least)
    .map((bin): PlotPoint => {
      const total = bin.reduce((sum, { weight }) => sum + weight, 0);
      const score = bin.reduce((sum, each) => sum + each.score * each.weight, 0);
      const came = bin.reduce((sum, each) => sum + (each.came ? each.weight : 0), 0);
      return [score / total, came / total];
    });

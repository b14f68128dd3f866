/** Lines by size, on logarithmic scales. */
interface Series {
  readonly name: string;
  /** Size and value. */
  readonly points: readonly (readonly [number, number])[];
}

const [WIDTH, HEIGHT] = [800, 420];
const AREA = { left: 64, right: 620, top: 44, bottom: 360 };

/** Told apart on white and on black, and by their marks where colours are not. */
const COLOURS = ['#2f81f7', '#d1740b', '#2da44e', '#a855f7', '#d6336c', '#0f9fb0'];
const MARKS = [
  'M-4,-4h8v8h-8z',
  'M0,-5 5,4h-10z',
  'M-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0z',
  'M0,-6 6,0 0,6 -6,0z',
  'M0,5 5,-4h-10z',
  'M-5,-1.5h10v3h-10z',
];

/** A chart as SVG, which follows the reader's light or dark theme. */
export function lineChart(title: string, series: readonly Series[]): string {
  const all = series.flatMap(({ points }) => points);
  const sizes = [...new Set(all.map(([size]) => size))].sort((a, b) => a - b);
  const values = all.map(([, value]) => value);
  const decades = range(Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values))));
  const scale = (value: number, [from, to]: readonly [number, number], low: number, high: number) =>
    low + ((Math.log10(value) - Math.log10(from)) / (Math.log10(to) - Math.log10(from) || 1)) * (high - low);
  const ends: readonly [number, number] = [10 ** (decades[0] ?? 0), 10 ** (decades.at(-1) ?? 1)];
  const x = (size: number) => scale(size, [sizes[0] ?? 1, sizes.at(-1) ?? 1], AREA.left + 12, AREA.right - 12);
  const y = (value: number) => scale(value, ends, AREA.bottom, AREA.top);
  const labels = spread(series.map(({ points }) => y(points.at(-1)?.[1] ?? ends[0])));
  const lines = series.map(({ name, points }, index) => {
    const [colour, mark] = [COLOURS[index % COLOURS.length], MARKS[index % MARKS.length]];
    const path = points.map(([size, value]) => `${x(size).toFixed(1)},${y(value).toFixed(1)}`);
    const marks = path.map((at) => `<path d="${mark}" transform="translate(${at})" fill="${colour}"/>`);
    return `<polyline points="${path.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>
${marks.join('\n')}
<path d="${mark}" transform="translate(${AREA.right + 16},${labels[index]?.toFixed(1)})" fill="${colour}"/>
<text x="${AREA.right + 26}" y="${((labels[index] ?? 0) + 4).toFixed(1)}">${escaped(name)}</text>`;
  });
  const rows = decades.map((power) => {
    const at = y(10 ** power).toFixed(1);
    return `<line class="grid" x1="${AREA.left}" x2="${AREA.right}" y1="${at}" y2="${at}"/>
<text x="${AREA.left - 8}" y="${(Number(at) + 4).toFixed(1)}" text-anchor="end">${plain(10 ** power)}</text>`;
  });
  const columns = sizes.map(
    (size) =>
      `<text x="${x(size).toFixed(1)}" y="${AREA.bottom + 20}" text-anchor="middle">${size.toLocaleString('en-US')}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(title)}">
<style>
rect { fill: #ffffff } text { fill: #1f2328; font: 13px sans-serif } .grid { stroke: #d0d7de }
@media (prefers-color-scheme: dark) { rect { fill: #0d1117 } text { fill: #e6edf3 } .grid { stroke: #30363d } }
</style>
<rect width="${WIDTH}" height="${HEIGHT}"/>
<text x="${AREA.left}" y="24" font-weight="bold">${escaped(title)}</text>
${[...rows, ...columns, ...lines].join('\n')}
<text x="${(AREA.left + AREA.right) / 2}" y="${AREA.bottom + 44}" text-anchor="middle">tenants</text>
</svg>
`;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(to - from, 1) + 1 }, (_, index) => from + index);
}

function plain(value: number): string {
  return value >= 1 ? value.toLocaleString('en-US') : String(Number(value.toPrecision(2)));
}

/** Moves labels apart that would cover each other. */
function spread(heights: readonly number[]): number[] {
  const order = heights.map((_, index) => index).sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0));
  const placed: number[] = [];
  let last = -Infinity;
  for (const index of order) {
    last = Math.max(heights[index] ?? 0, last + 18);
    placed[index] = last;
  }
  return placed;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

import type { Value } from '../lib/api';
import type { Panel, PanelData } from '../lib/dashboards';
import { figure, plural, time } from '../lib/format';
import { text } from './values';

// What each kind of panel looks like, as an option of ECharts, and what it says to those who do not see it.

export type Option = Record<string, unknown> & { series: Record<string, unknown>[] };
/** Colours of the page as it is now. */
/** @param narrow whether there is little room for names */
export interface Paint { narrow: boolean; text: string; muted: string; line: string; strong: string; card: string; heat: string[]; colours: string[] }
/** What of a drawing was clicked. */
export interface Clicked { seriesName: string; dataIndex: number }
/** An entry of the legend. @param slot its colour */
export interface Entry { name: string; slot: number; note: string }
/** The part of time that was asked for, in milliseconds. */
export interface Span { from: number; to: number }

export interface Picture {
  height: number;
  summary: string;
  option: (paint: Paint) => Option;
  legend: Entry[];
  /** The column that entries of the legend are values of. */
  legendColumn: string | null;
  /** Whether the legend stands beside the drawing where there is room. */
  beside: boolean;
  /** The lowest and the highest colour of a heatmap. */
  scale: [string, string] | null;
  /** The columns that a click is about. */
  columns: string[];
  /** The values that a click stands for, by the columns that they are of. */
  clicked: (at: Clicked) => [column: string, value: string][];
}

/** How many colours there are to tell values apart; then they begin again. */
export const COLOURS = 8;
/**
 * The colours that values have got, kept while they are looked at.
 *
 * @param own those of one drawing, which has no two of the same as long as there are enough
 * @param page those of the column on the whole page: a value has the same everywhere where that can be
 */
export interface Slots { own: Map<string, number>; page: Map<string, number> }

const HEIGHT = 250;
const LABEL = 26;
const MOST_BARS = 60;
const MOST_STRETCHES = 2_000;
const BAR = 22;

export const cut = (value: string, most: number) => (value.length > most ? `${value.slice(0, most - 1)}…` : value);
const number = (value: Value | undefined) => (value === null || value === undefined ? null : Number(value));
/** The colour of a value. */
export function slot({ own, page }: Slots, name: string): number {
  const known = own.get(name);
  if (known !== undefined) return known;
  const taken = new Set(own.values());
  const free = Array.from({ length: COLOURS }, (_, i) => i).filter(i => !taken.has(i));
  const wanted = page.get(name) ?? page.size % COLOURS;
  const found = taken.has(wanted) ? free[0] ?? wanted : wanted;
  own.set(name, found);
  if (!page.has(name)) page.set(name, found);
  return found;
}
/** Braces are markup to ECharts, within a drawing only. */
const plain = (value: string) => cut(value, 60).replaceAll('{', '{\u200b');
/** Whether nothing counts as 0, and not as a gap. */
const adds = (y: string) => /^(count|sum|distinct)/i.test(y);
/** What a measure is called. */
export const measure = (y: string) => (y === 'count' ? 'rows' : y);

const tooltip = (paint: Paint) => ({
  renderMode: 'richText', confine: true, transitionDuration: 0, backgroundColor: paint.card, borderColor: paint.strong, borderWidth: 1, padding: [8, 10],
  textStyle: { color: paint.text, fontSize: 12, lineHeight: 18 },
});
const grid = { left: 4, right: 14, top: 12, bottom: 2, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' };
const categories = (paint: Paint) => ({
  type: 'category', axisLine: { lineStyle: { color: paint.strong } }, axisTick: { show: false }, axisLabel: { color: paint.muted, fontSize: 11, hideOverlap: true },
});
const values = (paint: Paint, scaled = false) => ({
  type: 'value', scale: scaled, splitNumber: 4, splitLine: { lineStyle: { color: paint.line } }, axisLabel: { color: paint.muted, fontSize: 11, hideOverlap: true, formatter: figure },
});
const times = (paint: Paint, range: Span | null) => ({
  type: 'time', min: range?.from ?? null, max: range?.to ?? null, splitNumber: 5, axisLine: { lineStyle: { color: paint.strong } }, axisTick: { show: false },
  splitLine: { show: false }, axisLabel: { color: paint.muted, fontSize: 11, hideOverlap: true },
});
const base = (paint: Paint) => ({ animation: false, textStyle: { fontFamily: 'system-ui, sans-serif' }, tooltip: tooltip(paint) });

const total = (of: Map<string, number | null>) => [...of.values()].reduce<number>((sum, n) => sum + (n ?? 0), 0);

/** Rows of `x, by?, y`, by value and then by x; the largest value first. */
function series(panel: Panel, data: PanelData): Map<string, Map<string, number | null>> {
  const found = new Map<string, Map<string, number | null>>();
  for (const row of data.rows) {
    const name = panel.by === null ? '' : text(row[1] ?? null);
    if (!found.has(name)) found.set(name, new Map());
    found.get(name)!.set(text(row[0] ?? null), number(row[row.length - 1]));
  }
  // the largest first: it gets the first colour, and stands at the bottom of a bar
  return new Map([...found].sort((a, b) => total(b[1]) - total(a[1])));
}

/** The stretches of time from the first to the last that has rows. */
function stretches(data: PanelData): number[] {
  const all = [...new Set(data.rows.map(row => Date.parse(String(row[0]))))].sort((a, b) => a - b);
  const step = data.interval_millis ?? 0;
  const first = all[0];
  const last = all[all.length - 1];
  if (first === undefined || last === undefined || step <= 0 || (last - first) / step > MOST_STRETCHES) return all;
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step);
}

const most = <T>(all: T[], of: (one: T) => number): T | undefined => all.reduce<T | undefined>((best, one) => (best === undefined || of(one) > of(best) ? one : best), undefined);
const entries = (names: string[], slots: Slots): Entry[] => names.map(name => ({ name, slot: slot(slots, name), note: '' }));

interface Point { seriesName: string; color: string; value: [number, number | null] }

/** All series at one place of the axis, the largest first. */
function told(head: string, points: { name: string; value: number | null }[]): string {
  const some = points.filter(point => point.value !== null).sort((a, b) => b.value! - a.value!).slice(0, 12);
  return [head, ...some.map(point => `${point.name === '' ? '' : `${plain(point.name)}: `}${figure(point.value!)}`)].join('\n');
}

function line(panel: Panel, data: PanelData, slots: Slots, range: Span | null): Picture {
  const all = series(panel, data);
  const at = stretches(data);
  const step = data.interval_millis ?? 0;
  const nothing = adds(panel.y) ? 0 : null;
  const points = (of: Map<string, number | null>) => {
    const known = new Map([...of].map(([x, y]) => [Date.parse(x), y]));
    const found: [number, number | null][] = at.map(x => [x, known.has(x) ? known.get(x)! : nothing]);
    if (nothing === 0 && range !== null && found.length > 0 && step > 0) {
      const [first, last] = [found[0]![0], found[found.length - 1]![0]];
      if (first - step > range.from) found.unshift([range.from, 0], [first - step, 0]);
      if (last + 2 * step < range.to) found.push([last + step, 0], [range.to - step, 0]);
    }
    return found;
  };
  const drawn = [...all].map(([name, of]) => ({ name, points: points(of) }));
  const peak = most(data.rows, row => number(row[row.length - 1]) ?? -Infinity);
  const one = panel.by === null;
  return {
    height: HEIGHT,
    summary: `${one ? '' : `${plural(drawn.length, 'line')}; `}${plural(at.length, 'stretch', 'stretches')} of time from ${time(new Date(at[0]!).toISOString())}; at most ${figure(number(peak?.[peak.length - 1]) ?? 0)}${one ? '' : ` for ${text(peak?.[1] ?? null)}`}`,
    option: paint => ({
      ...base(paint),
      tooltip: { ...tooltip(paint), trigger: 'axis', formatter: (found: Point[]) => told(time(new Date(found[0]!.value[0]).toISOString()), found.map(point => ({ name: one ? '' : point.seriesName, value: point.value[1] }))) },
      grid, xAxis: times(paint, range), yAxis: values(paint, nothing === null),
      series: drawn.map(({ name, points }) => {
        const color = paint.colours[slot(slots, name)]!;
        return {
          id: name, name, type: 'line', data: points, symbol: 'circle', symbolSize: 5, showSymbol: points.length < 3 || points.some(point => point[1] === null),
          itemStyle: { color }, lineStyle: { color, width: 2 }, areaStyle: { color, opacity: one ? 0.12 : 0 }, triggerLineEvent: true, emphasis: { disabled: one, focus: 'series' },
        };
      }),
    }),
    legend: one ? [] : entries(drawn.map(each => each.name), slots), legendColumn: panel.by?.name ?? null, beside: false,
    scale: null,
    columns: one ? [] : [panel.by!.name],
    clicked: clicked => (one ? [] : [[panel.by!.name, clicked.seriesName]]),
  };
}

function barOverTime(panel: Panel, data: PanelData, slots: Slots, range: Span | null): Picture {
  const all = series(panel, data);
  const step = data.interval_millis ?? 0;
  const peak = most(data.rows, row => number(row[row.length - 1]) ?? -Infinity);
  const one = panel.by === null;
  return {
    height: HEIGHT,
    summary: `${plural(stretches(data).length, 'stretch', 'stretches')} of time; at most ${figure(number(peak?.[peak.length - 1]) ?? 0)}, at ${time(text(peak?.[0] ?? null))}`,
    option: paint => ({
      ...base(paint),
      tooltip: { ...tooltip(paint), trigger: 'axis', axisPointer: { type: 'shadow' }, formatter: (found: Point[]) => told(time(new Date(found[0]!.value[0] - step / 2).toISOString()), found.map(point => ({ name: one ? '' : point.seriesName, value: point.value[1] }))) },
      grid, xAxis: times(paint, range), yAxis: values(paint),
      // a bar stands in the middle of its stretch of time
      series: [...all].map(([name, of]) => ({
        id: name, name, type: 'bar', stack: 'all', data: [...of].map(([x, y]) => [Date.parse(x) + step / 2, y]), itemStyle: { color: paint.colours[slot(slots, name)] }, barMaxWidth: 40,
      })),
    }),
    legend: one ? [] : entries([...all.keys()], slots), legendColumn: panel.by?.name ?? null, beside: false,
    scale: null,
    columns: one ? [] : [panel.by!.name],
    clicked: clicked => (one ? [] : [[panel.by!.name, clicked.seriesName]]),
  };
}

/** Parts of bars: for each of the bars a figure. */
export interface Part { name: string; values: (number | null)[] }

/**
 * Bars that lie, for names can be long.
 *
 * @param column what bars are told apart by, null where a click on one means nothing; `by` likewise of their parts
 */
export function bars(column: string | null, by: string | null, names: string[], parts: Part[], slots: Slots): Picture {
  const shown = names.slice(0, MOST_BARS);
  const one = by === null;
  const sums = shown.map((_, i) => parts.reduce((whole, part) => whole + (part.values[i] ?? 0), 0));
  const peak = most(sums.map((_, i) => i), i => sums[i]!);
  return {
    height: Math.max(HEIGHT, shown.length * BAR + 36),
    summary: `${names.length > MOST_BARS ? `the first ${MOST_BARS} of ` : ''}${plural(names.length, 'bar')}${peak === undefined ? '' : `; the largest ${shown[peak]!} with ${figure(sums[peak]!)}`}`,
    option: paint => ({
      ...base(paint),
      tooltip: { ...tooltip(paint), trigger: 'axis', axisPointer: { type: 'shadow' }, formatter: (found: { dataIndex: number; seriesName: string; value: number | null }[]) => told(plain(shown[found[0]!.dataIndex] ?? ''), found.map(point => ({ name: one ? '' : point.seriesName, value: point.value }))) },
      grid: { ...grid, right: 48 },
      xAxis: values(paint),
      yAxis: { ...categories(paint), inverse: true, data: shown.map(name => cut(name, LABEL)), axisLabel: { color: paint.text, fontSize: 12, interval: shown.length > 30 ? 'auto' : 0, width: paint.narrow ? 84 : 150, overflow: 'truncate' } },
      series: parts.map(part => ({
        id: part.name, name: part.name, type: 'bar', stack: 'all', data: part.values.slice(0, MOST_BARS), barMaxWidth: 22,
        itemStyle: { color: paint.colours[slot(slots, part.name)], borderRadius: one ? [0, 3, 3, 0] : 0 },
        label: { show: one, position: 'right', color: paint.muted, fontSize: 11, formatter: (point: { value: number | null }) => (point.value === null ? '' : figure(point.value)) },
      })),
    }),
    legend: one ? [] : entries(parts.map(part => part.name), slots), legendColumn: by, beside: false,
    scale: null,
    columns: [column, by].flatMap(each => (each === null ? [] : [each])),
    clicked: clicked => [
      ...(column === null || shown[clicked.dataIndex] === undefined ? [] : [[column, shown[clicked.dataIndex]!] as [string, string]]),
      ...(one ? [] : [[by, clicked.seriesName] as [string, string]]),
    ],
  };
}

function barsOf(panel: Panel, data: PanelData, slots: Slots): Picture {
  const all = series(panel, data);
  const names = [...new Set(data.rows.map(row => text(row[0] ?? null)))];
  const parts = [...all].map(([name, of]) => ({ name, values: names.map(each => of.get(each) ?? null) }));
  return bars(panel.x?.name ?? null, panel.by?.name ?? null, names, parts, slots);
}

function histogram(_: Panel, data: PanelData): Picture {
  const rows = data.rows.map(row => row.map(value => Number(value ?? 0)) as [number, number, number]);
  const width = rows.length === 0 ? 1 : rows[0]![1] - rows[0]![0];
  const first = rows[0]?.[0] ?? 0;
  const last = rows[rows.length - 1]?.[0] ?? 0;
  const counts = new Map(rows.map(row => [Math.round((row[0] - first) / width), row[2]]));
  const bins = Array.from({ length: Math.min(MOST_STRETCHES, Math.round((last - first) / width) + 1) }, (_, i) => ({ from: first + i * width, count: counts.get(i) ?? 0 }));
  const peak = most(bins, bin => bin.count);
  const named = (from: number) => `${figure(from)} to ${figure(from + width)}`;
  return {
    height: HEIGHT,
    summary: `${plural(bins.length, 'range')} from ${figure(first)} to ${figure(last + width)}${peak === undefined ? '' : `; most in ${named(peak.from)}, ${figure(peak.count)}`}`,
    option: paint => ({
      ...base(paint),
      tooltip: { ...tooltip(paint), trigger: 'axis', axisPointer: { type: 'shadow' }, formatter: (found: { dataIndex: number; value: number }[]) => `${named(bins[found[0]!.dataIndex]?.from ?? 0)}\n${figure(found[0]!.value)}` },
      grid, xAxis: { ...categories(paint), data: bins.map(bin => figure(bin.from)) }, yAxis: values(paint),
      series: [{ id: 'all', type: 'bar', data: bins.map(bin => bin.count), barCategoryGap: '6%', itemStyle: { color: paint.colours[0], borderRadius: [2, 2, 0, 0] } }],
    }),
    legend: [], legendColumn: null, beside: false, scale: null, columns: [], clicked: () => [],
  };
}

function pie(panel: Panel, data: PanelData, slots: Slots): Picture {
  const slices = data.rows.map(row => ({ name: text(row[0] ?? null), value: number(row[1]) ?? 0 }));
  const whole = slices.reduce((sum, slice) => sum + slice.value, 0);
  const share = (value: number) => (whole > 0 ? `${Math.round((value / whole) * 1_000) / 10} %` : '');
  return {
    height: 190,
    summary: `${plural(slices.length, 'slice')}: ${slices.slice(0, 5).map(slice => `${slice.name} ${figure(slice.value)}`).join(', ')}`,
    option: paint => ({
      ...base(paint),
      tooltip: { ...tooltip(paint), trigger: 'item', formatter: (at: { dataIndex: number }) => `${plain(slices[at.dataIndex]?.name ?? '')}\n${figure(slices[at.dataIndex]?.value ?? 0)}  ${share(slices[at.dataIndex]?.value ?? 0)}` },
      series: [{
        id: 'all', type: 'pie', radius: ['52%', '88%'], label: { show: false }, itemStyle: { borderColor: paint.card, borderWidth: 2 }, emphasis: { scaleSize: 3 },
        data: slices.map(slice => ({ name: slice.name, value: slice.value, itemStyle: { color: paint.colours[slot(slots, slice.name)] } })),
      }],
    }),
    legend: slices.map(slice => ({ name: slice.name, slot: slot(slots, slice.name), note: `${figure(slice.value)}  ${share(slice.value)}` })),
    legendColumn: panel.by?.name ?? null, beside: true, scale: null,
    columns: panel.by === null ? [] : [panel.by.name],
    clicked: clicked => (panel.by === null || slices[clicked.dataIndex] === undefined ? [] : [[panel.by.name, slices[clicked.dataIndex]!.name]]),
  };
}

function heatmap(panel: Panel, data: PanelData): Picture {
  const all = series(panel, data);
  const at = stretches(data);
  const index = new Map(at.map((x, i) => [x, i]));
  const names = [...all.keys()];
  const fields = names.flatMap((name, y) => [...all.get(name)!].map(([x, value]) => [index.get(Date.parse(x)) ?? 0, y, value ?? 0] as [number, number, number]));
  const peak = most(fields, field => field[2]);
  const least = fields.reduce((low, field) => Math.min(low, field[2]), adds(panel.y) ? 0 : Infinity);
  const days = at.length > 1 && at[at.length - 1]! - at[0]! > 86_400_000 * 2;
  const named = (x: number) => { const local = new Date(x); return days ? local.toLocaleDateString('en', { month: 'short', day: 'numeric' }) : time(local.toISOString()).slice(-8, data.interval_millis! < 60_000 ? undefined : -3); };
  const low = Number.isFinite(least) ? least : 0;
  const high = peak?.[2] ?? 1;
  return {
    height: Math.max(HEIGHT, names.length * 24 + 40),
    summary: `${plural(names.length, 'row')} of ${plural(at.length, 'stretch', 'stretches')} of time${peak === undefined ? '' : `; most for ${names[peak[1]]!} at ${time(new Date(at[peak[0]]!).toISOString())}, ${figure(peak[2])}`}`,
    option: paint => ({
      ...base(paint),
      tooltip: { ...tooltip(paint), trigger: 'item', formatter: (hit: { value: [number, number, number] }) => `${plain(names[hit.value[1]] ?? '')}\n${time(new Date(at[hit.value[0]] ?? 0).toISOString())}\n${figure(hit.value[2])}` },
      grid,
      xAxis: { ...categories(paint), data: at.map(named), axisLine: { show: false } },
      yAxis: { ...categories(paint), inverse: true, data: names.map(name => cut(name, LABEL)), axisLine: { show: false }, axisLabel: { color: paint.text, fontSize: 12, interval: 'auto', width: paint.narrow ? 84 : 150, overflow: 'truncate' } },
      visualMap: { type: 'continuous', show: false, min: low, max: high > low ? high : low + 1, inRange: { color: paint.heat } },
      series: [{ id: 'all', type: 'heatmap', data: fields, itemStyle: { borderColor: paint.card, borderWidth: 1, borderRadius: 2 } }],
    }),
    legend: [], legendColumn: null, beside: false, scale: [figure(low), figure(high)],
    columns: panel.by === null ? [] : [panel.by.name],
    clicked: clicked => {
      const name = names[fields[clicked.dataIndex]?.[1] ?? -1];
      return panel.by === null || name === undefined ? [] : [[panel.by.name, name]];
    },
  };
}

/** What a panel of these kinds looks like. @param slots colours that were given before */
export function picture(panel: Panel, data: PanelData, slots: Slots, range: Span | null): Picture {
  switch (panel.kind) {
    case 'line': return line(panel, data, slots, range);
    case 'bar': return panel.x?.type === 'time' ? barOverTime(panel, data, slots, range) : barsOf(panel, data, slots);
    case 'histogram': return histogram(panel, data);
    case 'pie': return pie(panel, data, slots);
    default: return heatmap(panel, data);
  }
}

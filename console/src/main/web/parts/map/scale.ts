import { figure } from '../../lib/format';

// Values in a few classes: a person tells seven colours apart, and a legend can say each.

export const SHADES = 7;

/**
 * The classes of values.
 *
 * @param ends the lower ends of the classes after the first, rising; a value is in the class after the last one that it reaches
 * @param whole whether all values are whole numbers
 */
export interface Scale { ends: number[]; least: number; most: number; whole: boolean }

const SKEWED = 5;

function rounded(value: number): number {
  if (value === 0) return 0;
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
  return Number((Math.round(value / unit) * unit).toPrecision(2));
}

/** Round numbers from the least to the most. */
function evenly(least: number, most: number): number[] {
  const wanted = (most - least) / (SHADES - 1);
  const unit = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 2, 5, 10].map(n => n * unit).find(n => n >= wanted)!;
  const ends: number[] = [];
  for (let n = Math.floor(least / step) + 1; n * step <= most; n++) ends.push(Number((n * step).toPrecision(12)));
  return ends;
}

/** Classes of one width; or with about as many values each, where a few large values would leave all others in one. */
export function scaleOf(values: number[]): Scale | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const least = sorted[0]!;
  const most = sorted[sorted.length - 1]!;
  const whole = sorted.every(Number.isInteger);
  const middle = sorted[Math.floor(sorted.length / 2)]!;
  if (least < 0 || most <= SKEWED * middle) {
    const ends = most > least ? evenly(least, most) : [];
    return { ends: whole ? ends.filter(Number.isInteger) : ends, least, most, whole };
  }
  const ends = new Set<number>();
  for (let i = 1; i < SHADES; i++) {
    const at = sorted[Math.floor((i / SHADES) * sorted.length)]!;
    const end = whole && at < 100 ? at : rounded(at);
    if (end > least && end <= most) ends.add(end);
  }
  if (ends.size === 0 && most > least) ends.add(most);
  return { ends: [...ends].sort((a, b) => a - b), least, most, whole };
}

/** A class, from 0. */
export function classOf(scale: Scale, value: number): number {
  let found = 0;
  while (found < scale.ends.length && value >= scale.ends[found]!) found++;
  return found;
}

/** The shade of a class: the classes take the whole range of shades, however few they are. */
export const shadeOf = (scale: Scale, of: number) => (scale.ends.length === 0 ? SHADES - 2 : Math.round((of / scale.ends.length) * (SHADES - 1)));

/** What each class is, for a legend. */
export function classNames(scale: Scale): string[] {
  const starts = [scale.least, ...scale.ends];
  return starts.map((start, i) => {
    const next = starts[i + 1];
    const end = next === undefined ? scale.most : scale.whole ? next - 1 : next;
    return end === start ? figure(start) : `${figure(start)} to ${figure(end)}`;
  });
}

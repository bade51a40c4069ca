import { short } from '../../lib/format';

// Values in a few classes: a person tells seven colours apart, and a legend can say each.

export const SHADES = 7;

/** The lower ends of the classes after the first, rising; a value is in the class after the last one that it reaches. */
export interface Scale { ends: number[]; least: number; most: number }

function rounded(value: number): number {
  if (value === 0) return 0;
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
  return Number((Math.round(value / unit) * unit).toPrecision(2));
}

/** Classes with about as many values each, so that a few large ones leave the others apart. */
export function scaleOf(values: number[]): Scale | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const least = sorted[0]!;
  const most = sorted.at(-1)!;
  const ends = new Set<number>();
  for (let i = 1; i < SHADES; i++) {
    const at = sorted[Math.floor((i / SHADES) * sorted.length)]!;
    const end = sorted.every(Number.isInteger) && most < 100 ? at : rounded(at);
    if (end > least && end <= most) ends.add(end);
  }
  return { ends: [...ends].sort((a, b) => a - b), least, most };
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
    const end = starts[i + 1];
    if (end !== undefined) return `${figure(start)} to ${figure(end)}`;
    return start === scale.most ? figure(start) : `${figure(start)} to ${figure(scale.most)}`;
  });
}

export function figure(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 1_000) return short(value);
  return String(Number(value.toPrecision(3)));
}

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

export const count = (n: number) => whole.format(n);
export const short = (n: number) => (Math.abs(n) < 10_000 ? whole.format(n) : compact.format(n));
export const rate = (n: number) => (n > 0 && n < 10 ? tenth.format(n) : short(n));
export const millis = (n: number) => (n < 1_000 ? `${whole.format(n)} ms` : `${tenth.format(n / 1_000)} s`);

export function seconds(n: number): string {
  if (n < 10) return `${tenth.format(n)} s`;
  if (n < 120) return `${whole.format(n)} s`;
  if (n < 7_200) return `${whole.format(n / 60)} min`;
  return n < 172_800 ? `${whole.format(n / 3_600)} h` : `${whole.format(n / 86_400)} d`;
}

const ZONED = /T.*(?:Z|[+-]\d{2}:?\d{2})$/;

/** A time of the API as people here have it; with the day where that is not today. A day, or a time of no zone, is the same for all. */
export function time(iso: string): string {
  if (!ZONED.test(iso)) return iso.replace('T', ' ');
  const at = new Date(iso);
  const two = (n: number) => String(n).padStart(2, '0');
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return at.toDateString() === new Date().toDateString()
    ? clock
    : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${clock}`;
}

export const plural = (n: number, one: string, more = one + 's') => `${count(n)} ${n === 1 ? one : more}`;

const hundredth = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const thousands = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/** A measured number, as long as it has to be to be told apart from another. */
export function figure(n: number): string {
  const size = Math.abs(n);
  if (size >= 100_000) return compact.format(n);
  return size < 1 && size > 0 ? thousands.format(n) : hundredth.format(n);
}

const UNITS: [number, string][] = [[86_400_000, 'day'], [3_600_000, 'hour'], [60_000, 'minute'], [1_000, 'second'], [1, 'millisecond']];

/** A length of time in words: `15 minutes`. */
export function duration(n: number): string {
  const [unit, word] = UNITS.find(([each]) => n >= each && n % each === 0) ?? UNITS[4]!;
  return plural(n / unit, word);
}

const places = new Intl.NumberFormat('en', { maximumFractionDigits: 4, useGrouping: false });
const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 4, useGrouping: false });

/** The text of a number among others, of which four places are enough. All digits of a whole number are kept. */
export function rounded(number: string): string {
  if (/^-?\d+$/.test(number)) return number;
  const n = Number(number);
  return (n === 0 || Math.abs(n) >= 0.01 ? places : digits).format(n);
}

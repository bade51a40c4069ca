import type { Column, Value } from '../lib/api';
import { short } from '../lib/format';
import { numeric, text } from './values';

const MOST = 60;

/** The first column that is no number against the first that is one, as bars. */
export function Bars({ columns, rows }: { columns: Column[]; rows: Value[][] }) {
  const figure = columns.findIndex(numeric);
  const label = columns.findIndex(column => !numeric(column));
  if (figure < 0 || rows.length === 0) return <p class="card empty">A chart needs a column of numbers.</p>;
  const shown = rows.slice(0, MOST).map((row, i) => ({
    name: label < 0 ? String(i + 1) : text(row[label] ?? null),
    value: Number(row[figure] ?? 0),
  }));
  const most = Math.max(...shown.map(bar => Math.abs(bar.value)), Number.MIN_VALUE);
  return (
    <figure class="card bars">
      <figcaption class="muted">
        {`${columns[figure]!.name}${label < 0 ? '' : ` by ${columns[label]!.name}`}${rows.length > MOST ? `, the first ${MOST} of ${rows.length} rows` : ''}`}
      </figcaption>
      <ul>
        {shown.map((bar, i) => (
          <li key={i}>
            <span class="label"><bdi>{bar.name}</bdi></span>
            <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width={(Math.abs(bar.value) / most) * 100} height="10" class={bar.value < 0 ? 'less' : ''} /></svg>
            <span class="number">{short(bar.value)}</span>
          </li>
        ))}
      </ul>
    </figure>
  );
}

import { useMemo, useRef } from 'preact/hooks';
import type { Column, Value } from '../lib/api';
import { useModule } from '../lib/hooks';
import { bars, type Slots } from './pictures';
import { numeric, text } from './values';

/** The first column that is no number against the first that is one, as bars. */
export function Bars({ columns, rows }: { columns: Column[]; rows: Value[][] }) {
  const drawing = useModule(() => import('./figure'));
  const slots = useRef<Slots>(new Map());
  const figure = columns.findIndex(numeric);
  const label = columns.findIndex(column => !numeric(column));
  const picture = useMemo(() => {
    const all = new Map<string, number | null>();
    rows.forEach((row, i) => {
      const name = label < 0 ? String(i + 1) : text(row[label] ?? null);
      const value = row[figure] ?? null;
      all.set(name, value === null ? null : (all.get(name) ?? 0) + Number(value));
    });
    return bars(null, null, new Map([['', all]]), slots.current);
  }, [columns, rows]);
  if (figure < 0 || rows.length === 0) return <p class="card empty">A chart needs a column of numbers.</p>;
  const title = `${columns[figure]!.name}${label < 0 ? '' : ` by ${columns[label]!.name}`}`;
  return (
    <div class="card chart">
      <p class="muted"><bdi>{title}</bdi></p>
      {drawing && <drawing.Figure title={title} picture={picture} picks={() => false} pick={() => undefined} />}
    </div>
  );
}

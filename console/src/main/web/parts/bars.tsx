import { useMemo, useRef } from 'preact/hooks';
import type { Column, Value } from '../lib/api';
import { useModule } from '../lib/hooks';
import { bars, type Slots } from './pictures';
import { numeric, text } from './values';

/** The first column that is no number against the first that is one, as bars. */
export function Bars({ columns, rows }: { columns: Column[]; rows: Value[][] }) {
  const drawing = useModule(() => import('./figure'));
  const slots = useRef<Slots>({ own: new Map(), page: new Map() });
  const figure = columns.findIndex(numeric);
  const label = columns.findIndex(column => !numeric(column));
  const picture = useMemo(() => {
    const names = rows.map((row, i) => (label < 0 ? String(i + 1) : text(row[label] ?? null)));
    const values = rows.map(row => ((row[figure] ?? null) === null ? null : Number(row[figure])));
    return bars(null, null, names, [{ name: '', values }], slots.current);
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

import type { Column, Value } from '../lib/api';

/** A value of a result as text. */
export function text(value: Value): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const NUMBER = /^(tinyint|smallint|int|integer|bigint|float|double|decimal)/i;
export const numeric = (column: Column) => NUMBER.test(column.type);

const LONGEST = 300;

/** Rows as a table. Values are text and never anything else. */
export function Rows({ columns, rows, caption }: { columns: Column[]; rows: Value[][]; caption: string }) {
  return (
    <table class="data">
      <caption class="hidden">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column, i) => (
            <th key={i} scope="col" class={numeric(column) ? 'number' : ''}>
              <bdi>{column.name}</bdi>
              <small>{column.type.toLowerCase()}</small>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          <tr key={i}>
            {row.map((value, c) => {
              const shown = text(value);
              return (
                <td key={c} class={columns[c] && numeric(columns[c]!) ? 'number' : ''}>
                  {value === null ? <span class="null">null</span> : <bdi>{shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown}</bdi>}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

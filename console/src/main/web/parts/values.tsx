import type { Column, Value } from '../lib/api';
import { rounded, time } from '../lib/format';

/** A value of a result as text. */
export function text(value: Value): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const NUMBER = /^(number|tinyint|smallint|int|integer|bigint|float|double|decimal)/i;
export const numeric = (column: Column) => NUMBER.test(column.type);

const LONGEST = 300;

/** What a click on a value does. @param picks for which columns there is a click */
export interface Picking { picks: (column: string) => boolean; pick: (column: string, value: string) => void }

/** Rows as a table. Values are text and never anything else. */
export function Rows({ columns, rows, caption, picking }: { columns: Column[]; rows: Value[][]; caption: string; picking?: Picking }) {
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
              const column = columns[c];
              const plain = text(value);
              const whole = value === null ? '' : column?.type === 'time' ? time(plain) : column?.type === 'number' ? rounded(plain) : plain;
              const shown = <bdi>{whole.length > LONGEST ? `${whole.slice(0, LONGEST)}…` : whole}</bdi>;
              return (
                <td key={c} class={column && numeric(column) ? 'number' : ''} title={whole === plain ? undefined : plain}>
                  {value === null ? <span class="null">null</span>
                    : column && picking?.picks(column.name)
                      ? <button type="button" class="value" title={`Only ${column.name} ${plain.slice(0, 60)}`} onClick={() => picking.pick(column.name, plain)}>{shown}</button>
                      : shown}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

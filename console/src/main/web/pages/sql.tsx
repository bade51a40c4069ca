import { useEffect, useRef, useState } from 'preact/hooks';
import { sql, type Column, type End, type Value } from '../lib/api';
import { count, millis, plural } from '../lib/format';
import { message, useLoaded, useTitle } from '../lib/hooks';
import { forget, knownColumns, knownTables } from '../lib/words';
import { Bars } from '../parts/bars';
import { Editor } from '../parts/editor';
import { Empty, Notice, Scroll } from '../parts/parts';
import { numeric, Rows, text } from '../parts/values';

const MOST_ROWS = 10_000;
const SHOWN_ROWS = 500;
const KEPT = 'penstock-sql';

interface Result { columns: Column[]; rows: Value[][]; end: End | null; error: string | null; cancelled: boolean }

export default function Sql() {
  useTitle('SQL');
  const [statement, setStatement] = useState(() => sessionStorage.getItem(KEPT) ?? '');
  const [result, setResult] = useState<Result | null>(null);
  const [view, setView] = useState<'table' | 'chart'>('table');
  const running = useRef<AbortController | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => () => running.current?.abort(), []);

  const change = (changed: string) => {
    setStatement(changed);
    sessionStorage.setItem(KEPT, changed);
  };
  const run = async () => {
    if (busy || statement.trim() === '') return;
    const abort = new AbortController();
    running.current = abort;
    setBusy(true);
    const found: Result = { columns: [], rows: [], end: null, error: null, cancelled: false };
    const show = () => setResult({ ...found });
    let drawn = 0;
    show();
    try {
      found.end = await sql(statement.trim().replace(/;+$/, ''), MOST_ROWS, abort.signal, {
        columns: columns => { found.columns = columns; show(); },
        rows: rows => {
          found.rows = found.rows.concat(rows);
          if (Date.now() - drawn > 250) { drawn = Date.now(); show(); }
        },
      });
    } catch (e) {
      if (abort.signal.aborted) found.cancelled = true;
      else found.error = message(e);
    }
    show();
    setBusy(false);
    if (/^\s*(create|drop|alter)/i.test(statement)) forget();
  };
  return (
    <>
      <h1>SQL</h1>
      <p class="hint">Reads tables, <code>topics.…</code> as they are decoded, <code>ledger.…</code>, <code>state.…</code> and dead letters. Nothing can be changed from here.</p>
      <div class="workbench">
        <Tables onTake={name => change(statement.trim() === '' ? `SELECT * FROM ${name} LIMIT 100` : `${statement}${/\s$/.test(statement) ? '' : ' '}${name}`)} />
        <div class="desk">
          <Editor value={statement} onChange={change} onRun={() => { void run(); }} />
          <div class="toolbar">
            <button type="button" class="primary" disabled={busy || statement.trim() === ''} onClick={() => { void run(); }}>Run</button>
            <button type="button" disabled={!busy} onClick={() => running.current?.abort()}>Cancel</button>
            <span class="muted keys">Ctrl+Enter runs</span>
            <span class="grow" role="status">{status(result, busy)}</span>
          </div>
          {result?.error && <Notice tone="bad"><pre class="message"><bdi>{result.error}</bdi></pre></Notice>}
          {result?.end?.truncated && (
            <Notice tone="warn">{`There is more: the result was cut off at ${result.end.limit === 'bytes' ? 'its size' : plural(result.rows.length, 'row')}.`}</Notice>
          )}
          {result && result.columns.length > 0 && (
            <>
              <div class="toolbar">
                <div class="tabs" role="group" aria-label="Shown as">
                  <button type="button" aria-pressed={view === 'table'} onClick={() => setView('table')}>Table</button>
                  <button type="button" aria-pressed={view === 'chart'} onClick={() => setView('chart')}>Chart</button>
                </div>
                <span class="grow" />
                <button type="button" disabled={result.rows.length === 0} onClick={() => download(result)}>{`Download ${plural(result.rows.length, 'row')} as CSV`}</button>
              </div>
              {view === 'table' ? (
                <>
                  <Scroll label="Result" tall><Rows columns={result.columns} rows={result.rows.slice(0, SHOWN_ROWS)} caption="Result" /></Scroll>
                  {result.rows.length > SHOWN_ROWS && <p class="hint">{`The first ${SHOWN_ROWS} rows are shown, the download has all ${count(result.rows.length)}.`}</p>}
                </>
              ) : <Bars columns={result.columns} rows={result.rows} />}
            </>
          )}
          {result === null && <Empty>A statement's result comes here.</Empty>}
        </div>
      </div>
    </>
  );
}

function status(result: Result | null, busy: boolean): string {
  if (busy) return result && result.rows.length > 0 ? `${plural(result.rows.length, 'row')} so far…` : 'Running…';
  if (result?.cancelled) return 'Cancelled';
  return result?.end ? `${plural(result.end.rows, 'row')} in ${millis(result.end.elapsed_millis)}` : '';
}

function Tables({ onTake }: { onTake: (name: string) => void }) {
  const tables = useLoaded('tables', () => knownTables());
  const groups = new Map<string, string[]>();
  for (const table of tables.value ?? []) {
    const space = table.slice(0, table.lastIndexOf('.'));
    groups.set(space, [...(groups.get(space) ?? []), table]);
  }
  return (
    <nav class="tables card" aria-label="Tables">
      <header><h2>Tables</h2><button type="button" class="quiet" disabled={tables.busy} onClick={() => { forget(); tables.reload(); }}>Refresh</button></header>
      {tables.error && <Notice tone="bad"><bdi>{tables.error}</bdi></Notice>}
      {tables.value === null && tables.busy && <p class="muted">Loading…</p>}
      {tables.value?.length === 0 && <p class="muted">There are none yet.</p>}
      {[...groups].map(([space, names]) => (
        <div key={space}>
          <h3>{space}</h3>
          <ul>{names.map(name => <li key={name}><Table name={name} space={space} onTake={onTake} /></li>)}</ul>
        </div>
      ))}
    </nav>
  );
}

function Table({ name, space, onTake }: { name: string; space: string; onTake: (name: string) => void }) {
  const [open, setOpen] = useState(false);
  const columns = useLoaded(open ? name : null, () => knownColumns(name));
  const short = name.slice(space.length + 1);
  return (
    <>
      <span class="table-line">
        <button type="button" class="quiet fold" aria-expanded={open} aria-label={`Columns of ${name}`} onClick={() => setOpen(!open)}>{open ? '▾' : '▸'}</button>
        <button type="button" class="quiet" aria-label={`Put ${name} into the statement`} onClick={() => onTake(name)}>{short}</button>
      </span>
      {open && <ul class="columns">{(columns.value ?? []).map(column => <li key={column}>{column}</li>)}</ul>}
    </>
  );
}

/** Text that a spreadsheet takes for a formula is made text. */
function field(value: Value, isNumber: boolean): string {
  const plain = text(value);
  const inert = !isNumber && /^[=+\-@\t\r]/.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

function download(result: Result) {
  const lines = [result.columns.map(column => field(column.name, false))]
    .concat(result.rows.map(row => row.map((value, c) => field(value, result.columns[c] !== undefined && numeric(result.columns[c]!)))));
  const url = URL.createObjectURL(new Blob([lines.map(line => line.join(',')).join('\r\n') + '\r\n'], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'result.csv';
  link.click();
  URL.revokeObjectURL(url);
}

import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { dashboardsOf, proposedFor, type Dashboard, type PanelData, type Place } from '../lib/dashboards';
import { duration } from '../lib/format';
import { useLoaded, useTitle } from '../lib/hooks';
import { useQuery } from '../lib/route';
import { filterOf, makesSense, queryOf, refreshMillis, requestOf, usualRange, viewOf, type Range, type View } from '../lib/view';
import { PanelCard, type Colours } from '../parts/panel';
import { Empty, Link, Notice } from '../parts/parts';
import { text } from '../parts/values';

const RANGES = [900_000, 3_600_000, 86_400_000, 604_800_000];
const MOST_SEEN = 100;

/** A dashboard of the file, or the panels proposed for an output. */
export function DashboardPage({ place }: { place: Place }) {
  useTitle(place.dashboard ?? place.output ?? '');
  const found = useLoaded(JSON.stringify(place), async () => {
    if (place.output !== undefined) return proposedFor(place.pipeline, place.output);
    const dashboard = (await dashboardsOf(place.pipeline)).find(one => one.name === place.dashboard);
    if (dashboard === undefined) throw new Error(`Cannot find dashboard ${place.dashboard} of pipeline ${place.pipeline}`);
    return { dashboard, text: null };
  });
  return (
    <>
      <nav class="crumbs" aria-label="Way here">
        <Link to="/dashboards">Dashboards</Link>{' / '}<Link to={`/pipelines/${encodeURIComponent(place.pipeline)}`}>{place.pipeline}</Link>
      </nav>
      {found.error && <><h1>{place.dashboard ?? place.output}</h1><Notice tone="bad"><bdi>{found.error}</bdi></Notice></>}
      {found.value === null && found.busy && <p class="loading" role="status">Loading…</p>}
      {found.value && <Board place={place} dashboard={found.value.dashboard} file={found.value.text} />}
    </>
  );
}

/** Counts on while somebody looks: at once when the page comes into sight again, and not at all while it is hidden. */
function useTurns(live: boolean, millis: number): [number, () => void] {
  const [turn, setTurn] = useState(0);
  const next = useCallback(() => setTurn(n => n + 1), []);
  useEffect(() => {
    if (!live) return;
    const tick = () => { if (!document.hidden) next(); };
    const timer = setInterval(tick, millis);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, [live, millis]);
  return [turn, next];
}

/** How wide panels are, of twelve columns: rows are filled from the left, and the last of a row takes what is left. */
export function widths(kinds: string[]): number[] {
  const wanted = kinds.map(kind => (kind === 'number' ? 3 : 6));
  const found: number[] = [];
  let left = 12;
  wanted.forEach((width, i) => {
    const next = wanted[i + 1] ?? 12;
    found.push(left - width < next ? left : width);
    left -= found[i]!;
    if (left === 0) left = 12;
  });
  return found;
}

function Board({ place, dashboard, file }: { place: Place; dashboard: Dashboard; file: string | null }) {
  const [query, setQuery] = useQuery();
  const view = useMemo(() => viewOf(dashboard, query), [dashboard, query]);
  const sensible = makesSense(view.range);
  const isLive = view.live && !(view.range !== 'all' && 'from' in view.range);
  const [turn, next] = useTurns(isLive && sensible, refreshMillis(dashboard));
  const change = (changed: Partial<View>) => setQuery(queryOf(dashboard, { ...view, ...changed }));
  const request = useMemo(() => requestOf(view), [view]);
  const colours = useRef<Colours>(new Map());
  const seen = useRef(new Map<string, Set<string>>());
  const spans = useMemo(() => widths(dashboard.panels.map(panel => panel.kind)), [dashboard]);
  const pick = (column: string, value: string) => {
    const name = filterOf(dashboard, column);
    if (name === null) return;
    const { [name]: before, ...others } = view.filters;
    change({ filters: before?.length === 1 && before[0] === value ? others : { ...others, [name]: [value] } });
  };
  const note = useCallback((data: PanelData) => {
    data.columns.forEach((column, i) => {
      const name = filterOf(dashboard, column.name);
      if (name === null) return;
      const values = seen.current.get(name) ?? new Set<string>();
      seen.current.set(name, values);
      for (const row of data.rows) {
        if (values.size >= MOST_SEEN) break;
        const value = row[i] ?? null;
        if (value !== null) values.add(text(value));
      }
    });
  }, [dashboard]);
  return (
    <>
      <div class="title">
        <h1><bdi>{dashboard.title}</bdi></h1>
        {file !== null && <span class="muted">panels proposed by its columns</span>}
      </div>
      <div class="board-bar">
        <TimeRange dashboard={dashboard} view={view} change={change} />
        {isLive
          ? <span class="muted live-note">{`drawn again every ${duration(refreshMillis(dashboard))}`}</span>
          : <button type="button" onClick={next} disabled={!sensible}>Draw again</button>}
        <Filters dashboard={dashboard} view={view} change={change} seen={seen.current} />
      </div>
      {!sensible && <Notice tone="warn">The range ends before it begins.</Notice>}
      {sensible && dashboard.panels.length === 0 && <Empty>There is nothing to draw.</Empty>}
      {sensible && (
        <div class="panels">
          {dashboard.panels.map((panel, i) => (
            <PanelCard key={panel.number} place={place} panel={panel} request={request} turn={turn} width={spans[i]!} colours={colours.current} pick={pick} seen={note} />
          ))}
        </div>
      )}
      {file !== null && <AsText text={`dashboards:\n${file}`} />}
    </>
  );
}

/** Local time, as the input has it. */
function local(iso: string): string {
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

function TimeRange({ dashboard, view, change }: { dashboard: Dashboard; view: View; change: (changed: Partial<View>) => void }) {
  const { range } = view;
  const between = range !== 'all' && 'from' in range ? range : null;
  const chosen = range === 'all' ? 'all' : 'from' in range ? 'between' : String(range.last);
  const usual = usualRange(dashboard);
  const lasts = [...new Set([...RANGES, ...[usual, range].flatMap(one => (one !== 'all' && 'last' in one ? [one.last] : []))])].sort((a, b) => a - b);
  const choose = (value: string) => {
    const now = Date.now();
    const last = range !== 'all' && 'last' in range ? range.last : RANGES[2]!;
    const next: Range = value === 'all' ? 'all'
      : value === 'between' ? { from: new Date(now - last).toISOString(), to: new Date(now).toISOString() }
      : { last: Number(value) };
    change({ range: next });
  };
  const set = (end: 'from' | 'to', value: string) => {
    const at = new Date(value);
    if (between !== null && !Number.isNaN(at.getTime())) change({ range: { ...between, [end]: at.toISOString() } });
  };
  return (
    <>
      <label class="inline">
        Time
        <select aria-label="Time" value={chosen} onChange={event => choose(event.currentTarget.value)}>
          {lasts.map(last => <option key={last} value={String(last)}>{`Last ${duration(last).replace(/^1 /, '')}`}</option>)}
          <option value="all">All there is</option>
          <option value="between">From … to …</option>
        </select>
      </label>
      {between
        ? (
          <>
            <label class="inline">From<input type="datetime-local" step="1" value={local(between.from)} onChange={event => set('from', event.currentTarget.value)} /></label>
            <label class="inline">To<input type="datetime-local" step="1" value={local(between.to)} onChange={event => set('to', event.currentTarget.value)} /></label>
          </>
        )
        : <label class="inline check"><input type="checkbox" checked={view.live} onChange={event => change({ live: event.currentTarget.checked })} />Live</label>}
    </>
  );
}

function Filters({ dashboard, view, change, seen }: {
  dashboard: Dashboard; view: View; change: (changed: Partial<View>) => void; seen: Map<string, Set<string>>;
}) {
  const [column, setColumn] = useState(dashboard.filters[0]?.name ?? '');
  const [value, setValue] = useState('');
  const [known, setKnown] = useState<string[]>([]);
  if (dashboard.filters.length === 0) return null;
  const add = () => {
    if (value === '') return;
    change({ filters: { ...view.filters, [column]: [...new Set([...(view.filters[column] ?? []), value])] } });
    setValue('');
  };
  const remove = (name: string, one: string) => {
    const { [name]: before, ...others } = view.filters;
    const left = (before ?? []).filter(each => each !== one);
    change({ filters: left.length === 0 ? others : { ...others, [name]: left } });
  };
  return (
    <div class="filters" role="group" aria-label="Filters">
      {Object.entries(view.filters).flatMap(([name, values]) => values.map(one => (
        <button key={`${name} ${one}`} type="button" class="chip" aria-label={`Remove filter ${name}: ${one}`} onClick={() => remove(name, one)}>
          <span class="name">{name}</span><bdi>{one}</bdi><span aria-hidden="true">✕</span>
        </button>
      )))}
      <form class="add-filter" onSubmit={event => { event.preventDefault(); add(); }}>
        <select aria-label="Filter by" value={column} onChange={event => { setColumn(event.currentTarget.value); setKnown([...(seen.get(event.currentTarget.value) ?? [])]); }}>
          {dashboard.filters.map(filter => <option key={filter.name} value={filter.name}>{filter.name}</option>)}
        </select>
        <input aria-label={`Value of ${column}`} placeholder="a value" list="filter-values" value={value}
          onFocus={() => setKnown([...(seen.get(column) ?? [])].sort())} onInput={event => setValue(event.currentTarget.value)} />
        <datalist id="filter-values">{known.map(one => <option key={one} value={one} />)}</datalist>
        <button type="submit" disabled={value === ''}>Filter</button>
      </form>
    </div>
  );
}

/** What is shown, to be put into the file and changed there. */
function AsText({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <details class="card as-text">
      <summary>As text for the pipeline's file</summary>
      <p class="hint">Put it into the file, beside <code>outputs:</code>, and change what you like. <code>penstock dashboard suggest --write</code> does that, too.</p>
      <button type="button" onClick={() => { navigator.clipboard.writeText(text).then(() => setCopied(true), () => undefined); }}>{copied ? 'Copied' : 'Copy'}</button>
      <pre class="file" tabIndex={0} aria-label="Text of the dashboard">{text}</pre>
    </details>
  );
}

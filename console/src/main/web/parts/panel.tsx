import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { panelData, type Bounds, type Panel, type PanelData, type PanelProps, type PanelRequest, type Place } from '../lib/dashboards';
import { count, figure, plural, time } from '../lib/format';
import { message, useModule } from '../lib/hooks';
import { measure, picture, type Slots, type Span } from './pictures';
import { Rows } from './values';

const SETTLED_MILLIS = 300;
const SHOWN_ROWS = 500;

/** What was answered last. @param key what was asked; an answer to something else is no longer shown */
interface Answer { key: string; data: PanelData | null; span: Span | null; error: string | null }

/** The part of time that a request is about, were it asked now. */
function spanOf(request: PanelRequest): Span | null {
  if (request.from !== undefined && request.to !== undefined) return { from: Date.parse(request.from), to: Date.parse(request.to) };
  return request.last_millis === undefined ? null : { from: Date.now() - request.last_millis, to: Date.now() };
}

/**
 * What a panel draws, asked again with each turn. One request is under way at a time: a turn that comes meanwhile is left out, and a change
 * of what is asked ends the one before.
 */
function usePanelData(place: Place, panel: Panel, request: PanelRequest, turn: number): { answer: Answer | null; busy: boolean } {
  const key = JSON.stringify(request);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const under = useRef<{ key: string; abort: AbortController } | null>(null);
  useEffect(() => {
    if (panel.problem !== null || under.current?.key === key) return;
    under.current?.abort.abort();
    const mine = { key, abort: new AbortController() };
    under.current = mine;
    const span = spanOf(request);
    panelData(place, panel.number, request, mine.abort.signal).then(
      data => setAnswer({ key, data, span, error: null }),
      (e: unknown) => {
        if (!mine.abort.signal.aborted) setAnswer(old => ({ key, data: old?.key === key ? old.data : null, span: old?.span ?? span, error: message(e) }));
      },
    ).finally(() => { if (under.current === mine) under.current = null; });
  }, [key, turn]);
  useEffect(() => () => under.current?.abort.abort(), []);
  return { answer, busy: panel.problem === null && answer?.key !== key };
}

/** What is drawn, in a few words: `sum(fare) by area`. */
function drawn(panel: Panel): string {
  if (panel.kind === 'table') return '';
  if (panel.kind === 'histogram') return `rows by ${panel.x?.name ?? ''}`;
  const by = [panel.kind === 'bar' && panel.x?.type !== 'time' ? panel.x : null, panel.by].flatMap(field => (field === null ? [] : [field.name]));
  if (panel.kind === 'map' && panel.form === 'points') return by.join('');
  return `${measure(panel.y)}${by.length > 0 ? ` by ${by.join(' and ')}` : ''}`;
}

/**
 * One panel of a dashboard, which asks for its rows itself: what goes wrong with it stays within it.
 *
 * @param width how many of twelve columns it takes
 * @param colours what values of the page have
 * @param seen told of rows that came, for what can be filtered by
 */
export function PanelCard({ place, panel, request, turn, width, colours, pick, seen }: {
  place: Place; panel: Panel; request: PanelRequest; turn: number; width: number; colours: Colours; pick: PanelProps['pick']; seen: (data: PanelData) => void;
}) {
  const [asTable, setAsTable] = useState(false);
  const [bounds, setBounds] = useState<Bounds | null>(null);
  const settling = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const zoomed = useCallback((to: Bounds | null) => {
    clearTimeout(settling.current);
    settling.current = setTimeout(() => setBounds(to), SETTLED_MILLIS);
  }, []);
  useEffect(() => () => clearTimeout(settling.current), []);
  const { answer, busy } = usePanelData(place, panel, bounds === null ? request : { ...request, bounds }, turn);
  const data = answer?.data ?? null;
  useEffect(() => { if (data !== null) seen(data); }, [data]);
  const id = `panel-${panel.number}`;
  const props = { panel, data: data!, pick };
  const isDrawing = panel.kind !== 'table' && panel.kind !== 'number';
  const narrowed = answer?.span !== null || Object.keys(request.filters ?? {}).length > 0;
  let body: ComponentChildren;
  if (panel.problem !== null) body = <p class="panel-error" role="alert"><bdi>{panel.problem}</bdi></p>;
  else if (data === null) body = answer?.error ? null : <p class="panel-empty">Loading…</p>;
  else if (data.rows.length === 0 && bounds === null) body = <p class="panel-empty">{narrowed ? 'No rows in this range' : 'No rows yet'}</p>;
  else if (panel.kind === 'number') body = <NumberPanel {...props} />;
  else if (asTable || panel.kind === 'table') body = <TablePanel {...props} />;
  else if (panel.kind === 'map') body = <LazyMap {...props} colours={panel.by === null ? NO_COLOURS : coloursOf(colours, panel.by.name)} place={place} zoomed={zoomed} bounds={bounds} />;
  else body = <Drawing {...props} span={answer?.span ?? null} colours={colours} />;
  return (
    <section class={`card panel of-${panel.kind}${busy ? ' busy' : ''}`} style={{ '--span': width }} aria-labelledby={id} aria-busy={busy}>
      <header>
        <div class="panel-title">
          <h2 id={id}><bdi>{panel.title}</bdi></h2>
          {panel.kind !== 'number' && drawn(panel) !== '' && <small><bdi>{drawn(panel)}</bdi></small>}
        </div>
        {isDrawing && panel.problem === null && (
          <button type="button" class="quiet as-table" aria-pressed={asTable} aria-label={`${panel.title} as a table`} onClick={() => setAsTable(!asTable)}>Table</button>
        )}
      </header>
      {body}
      {answer?.error && <p class="panel-error" role="alert"><bdi>{answer.error}</bdi></p>}
      {data?.truncated && data.rows.length > 0 && (
        <p class="panel-note">{panel.kind === 'table' ? `The first ${plural(data.rows.length, 'row')}; there are more.` : 'There are more than are drawn.'}</p>
      )}
    </section>
  );
}

function Drawing({ panel, data, pick, span, colours }: PanelProps & { span: Span | null; colours: Colours }) {
  const drawing = useModule(() => import('./figure'));
  const slots = useRef<Slots>({ own: new Map(), page: panel.by === null ? new Map() : coloursOf(colours, panel.by.name) });
  const isOverTime = panel.time !== null && panel.x?.name === panel.time.name; // another time is not narrowed by the range
  const found = useMemo(() => picture(panel, data, slots.current, isOverTime ? span : null), [data]);
  return drawing
    ? <drawing.Figure title={panel.title} picture={found} picks={column => isFilter(panel, column)} pick={pick} />
    : <div class="drawing" style={{ minHeight: `${found.height}px` }} />;
}

const NO_COLOURS = new Map<string, number>();

function LazyMap(props: PanelProps & { colours: Map<string, number>; place: Place; zoomed: (bounds: Bounds | null) => void; bounds: Bounds | null }) {
  const map = useModule(() => import('./map'));
  return map ? <map.default {...props} /> : <p class="panel-empty">Loading…</p>;
}

/** By column, the colours of its values. */
export type Colours = Map<string, Map<string, number>>;

function coloursOf(colours: Colours, column: string): Map<string, number> {
  const name = column.toLowerCase();
  if (!colours.has(name)) colours.set(name, new Map());
  return colours.get(name)!;
}

const isFilter = (panel: Panel, column: string) =>
  panel.filters.some(filter => filter.type !== 'time' && filter.name.toLowerCase() === column.toLowerCase());

function TablePanel({ panel, data, pick }: PanelProps) {
  return (
    <>
      <div class="scroll panel-rows" role="group" aria-label={`Rows of ${panel.title}`} tabIndex={0}>
        <Rows columns={data.columns} rows={data.rows.slice(0, SHOWN_ROWS)} caption={panel.title} picking={{ picks: column => isFilter(panel, column), pick }} />
      </div>
      {data.rows.length > SHOWN_ROWS && <p class="panel-note">{`${SHOWN_ROWS} of ${count(data.rows.length)} rows are listed.`}</p>}
    </>
  );
}

function NumberPanel({ panel, data }: PanelProps) {
  const value = data.rows[0]?.[0] ?? null;
  const isTime = data.columns[0]?.type === 'time';
  const number = Number(value);
  const whole = value === null ? '' : isTime ? time(String(value)) : number.toLocaleString('en', { maximumFractionDigits: 6 });
  const size = Math.abs(number);
  const shown = value === null ? '–' : isTime ? whole : size >= 1_000 && size < 10_000_000 ? count(number) : figure(number);
  return (
    <>
      <p class={`big${value === null ? ' none' : ''}`} title={whole}>{shown}</p>
      <small><bdi>{measure(panel.y)}</bdi></small>
    </>
  );
}

import type { Dashboard, PanelRequest } from './dashboards';

// What somebody looks at of a dashboard: a range of time and filters. It is the query of the page's address, so that it can be passed on.

/** The last so many milliseconds, or between two times in ISO-8601, or all there is. */
export type Range = { last: number } | { from: string; to: string } | 'all';
export interface View { range: Range; live: boolean; filters: Record<string, string[]> }

const FILTER = 'filter.';
const USUAL_REFRESH_MILLIS = 5_000;

export const refreshMillis = (dashboard: Dashboard) => dashboard.refresh_millis ?? USUAL_REFRESH_MILLIS;
export const usualRange = (dashboard: Dashboard): Range => (dashboard.last_millis === null ? 'all' : { last: dashboard.last_millis });
const usuallyLive = (dashboard: Dashboard) => dashboard.refresh_millis !== null;

/** The name of a filter as the dashboard has it: names of columns may differ in capitals. */
export const filterOf = (dashboard: Dashboard, column: string) =>
  dashboard.filters.find(filter => filter.name.toLowerCase() === column.toLowerCase())?.name ?? null;

/** What an address says; what makes no sense in it is what is usual. */
export function viewOf(dashboard: Dashboard, query: URLSearchParams): View {
  const filters: Record<string, string[]> = {};
  for (const [key, value] of query) {
    const name = key.startsWith(FILTER) ? filterOf(dashboard, key.slice(FILTER.length)) : null;
    if (name !== null) filters[name] = [...new Set([...(filters[name] ?? []), value])];
  }
  const live = query.get('live');
  return { range: rangeOf(query) ?? usualRange(dashboard), live: live === null ? usuallyLive(dashboard) : live === 'on', filters };
}

function rangeOf(query: URLSearchParams): Range | null {
  const last = query.get('last');
  if (last === 'all') return 'all';
  if (last !== null && Number(last) >= 1) return { last: Math.floor(Number(last)) };
  const from = Date.parse(query.get('from') ?? '');
  const to = Date.parse(query.get('to') ?? '');
  return Number.isNaN(from) || Number.isNaN(to) ? null : { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

/** The address of a view, without what is usual. */
export function queryOf(dashboard: Dashboard, view: View): URLSearchParams {
  const query = new URLSearchParams();
  const usual = usualRange(dashboard);
  if (view.range === 'all') { if (usual !== 'all') query.set('last', 'all'); }
  else if ('from' in view.range) { query.set('from', view.range.from); query.set('to', view.range.to); }
  else if (usual === 'all' || !('last' in usual) || usual.last !== view.range.last) query.set('last', String(view.range.last));
  if (view.live !== usuallyLive(dashboard)) query.set('live', view.live ? 'on' : 'off');
  for (const [name, values] of Object.entries(view.filters)) values.forEach(value => query.append(FILTER + name, value));
  return query;
}

/** What panels are asked for. */
export function requestOf(view: View): PanelRequest {
  const range = view.range === 'all' ? { whole: true } : 'from' in view.range ? view.range : { last_millis: view.range.last };
  return { ...range, filters: view.filters };
}

/** Whether the range begins before it ends. */
export const makesSense = (range: Range) => range === 'all' || 'last' in range || range.from < range.to;

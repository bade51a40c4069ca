// What the runtime's HTTP API takes and gives. Paths and shapes are those of the Java records behind it.

export interface Session { name: string; role: 'viewer' | 'editor' | 'owner'; csrf: string | null }
/** What an index lacks because OpenSearch was away. */
export interface Backlog { batches: number; documents: number; reason: string | null }
export interface Output { name: string; table: string | null; topic: string | null; index: string | null; delivery: string; lacking?: Backlog }
export type State = 'starting' | 'running' | 'waiting' | 'finished' | 'stopped' | 'failed';
export interface Status {
  name: string; owner: string | null; state: State; file: string; batches: number; records: number; rows: number;
  dead_letters: number; late: number; records_per_second: number; rows_per_second: number; batch_millis: number;
  seconds_behind: number; last_error: string | null; last_commit: string | null; sources: string[]; outputs: Output[];
}
export interface Trend { until: string; step_seconds: number; records: number[]; rows: number[] }
export interface Batch { batch: number; query: string; records: number; rows: number; dead_letters: number; late: number; millis: number; committed: string }
export interface Lag { source: string; topic: string; partition: number; committed: number; end: number; lag: number }
export interface Service { service: string; health: string; port: number | null; restarts: number; detail: string | null }
export interface Overview {
  runtime: { status: string; version: string; pid: number; memory_mib: number; pipelines: number };
  services: Service[]; pipelines: { status: Status; trend: Trend }[];
}
export interface PipelinePicture {
  status: Status; trend: Trend; reads: Record<string, number>; writes: Record<string, number>; batches: Batch[]; lag: Lag[]; lag_error: string | null;
}
export interface Node { kind: 'source' | 'reference' | 'view' | 'output'; name: string; form: string; detail: string; inputs: string[] }
export interface Definition { file: string; text: string; nodes: Node[] }
export interface Group { stage: string; rule: string; reason: string; count: number; first: string; last: string }
export interface Bytes { base64: string; text: string | null }
export interface Letter {
  time: string; source: string; topic: string; partition: number; offset: number; record_time: string; stage: string; rule: string;
  output: string | null; reason: string; key: Bytes | null; value: Bytes | null; headers: { name: string; value: Bytes | null }[];
}
export interface ReplayReport { chosen: number; stored: number; filtered: number; still_dead: number; rows: number }
export interface Topic { topic: string; readers: string[]; writers: string[]; partitions: { partition: number; earliest: number; end: number }[] }
export interface Column { name: string; type: string }
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };
export interface End { rows: number; truncated: boolean; limit: string | null; elapsed_millis: number }

/** What the API refuses, in its words. */
export class ApiError extends Error {
  constructor(readonly status: number, message: string) { super(message); }
}

let session: Session | null = null;
let sessionChanged: (now: Session | null) => void = () => undefined;

export const currentSession = () => session;
export const mayEdit = () => session !== null && session.role !== 'viewer';
/** What is called when the session has ended, or somebody has signed in in another tab: all tabs have one cookie. */
export const whenSessionChanges = (call: typeof sessionChanged) => { sessionChanged = call; };

async function request(method: string, path: string, body?: unknown, signal?: AbortSignal, repeated = false): Promise<Response> {
  const headers: Record<string, string> = {};
  const csrf = session?.csrf ?? null;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET' && csrf !== null) headers['X-Penstock-Csrf'] = csrf;
  let response: Response;
  try {
    response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal });
  } catch (e) {
    if (signal?.aborted) throw e;
    throw new ApiError(0, 'The runtime does not answer. See how it is with: penstock status');
  }
  if (response.status === 403 && method !== 'GET' && !repeated) {
    const found = await findSession().catch(() => null);
    if (found !== null && found.csrf !== csrf) return request(method, path, body, signal, true);
  }
  if (!response.ok) {
    const text = await response.text();
    let message = `The runtime answered with ${response.status}`;
    try { message = (JSON.parse(text) as { error?: string }).error ?? message; } catch { /* no JSON: the status is all there is */ }
    if (response.status === 401 && path !== '/api/sign-in') { session = null; sessionChanged(null); }
    throw new ApiError(response.status, message);
  }
  return response;
}

const LARGE = /(?<![.\d])\d{16}/;
const WHOLE = /^-?\d+$/;

/** What a text of JSON says. A whole number that this language has no number for is a text, with all of its digits. */
function parse<T>(text: string): T {
  if (!LARGE.test(text)) return JSON.parse(text) as T;
  return JSON.parse(text, (_, value: unknown, context?: { source?: string }) =>
    (typeof value === 'number' && !Number.isSafeInteger(value) && WHOLE.test(context?.source ?? '') ? context!.source : value)) as T;
}

export const get = async <T>(path: string): Promise<T> => parse<T>(await (await request('GET', path)).text());
export const post = async <T>(path: string, body: unknown = {}, signal?: AbortSignal): Promise<T> =>
  parse<T>(await (await request('POST', path, body, signal)).text());

export async function signIn(body: { code: string } | { name: string; password: string }): Promise<Session> {
  session = await post<Session>('/api/sign-in', body);
  return session;
}
export async function findSession(): Promise<Session | null> {
  const before = session;
  const found = await get<Session | { name: null }>('/api/session');
  session = found.name === null ? null : found;
  if (before !== null && before.csrf !== session?.csrf) sessionChanged(session);
  return session;
}
export async function signOut(): Promise<void> {
  await post('/api/sign-out');
  session = null;
}

export const segment = encodeURIComponent;
export const pipelinePath = (name: string) => `/api/pipelines/${segment(name)}`;

export interface SqlWatch { columns(columns: Column[]): void; rows(rows: Value[][]): void }

/** Runs a statement that only reads; rows come in portions as the runtime finds them. */
export async function sql(statement: string, maxRows: number, signal: AbortSignal | undefined, watch: SqlWatch): Promise<End> {
  const response = await request('POST', '/api/sql', { sql: statement, max_rows: maxRows }, signal);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let left = '';
  let end: End | null = null;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (left + value).split('\n');
    left = lines.pop() ?? '';
    const rows: Value[][] = [];
    for (const line of lines) {
      if (line === '') continue;
      const part = parse<{ columns?: Column[]; row?: Value[]; end?: End; error?: string }>(line);
      if (part.error !== undefined) throw new ApiError(400, part.error);
      if (part.columns) watch.columns(part.columns);
      if (part.row) rows.push(part.row);
      if (part.end) end = part.end;
    }
    if (rows.length > 0) watch.rows(rows);
  }
  if (end === null) throw new ApiError(0, 'The answer broke off before its end');
  return end;
}

export interface Table { columns: Column[]; rows: Value[][]; end: End }
export async function sqlTable(statement: string, maxRows: number, signal?: AbortSignal): Promise<Table> {
  let columns: Column[] = [];
  const rows: Value[][] = [];
  const end = await sql(statement, maxRows, signal, { columns: found => { columns = found; }, rows: more => { rows.push(...more); } });
  return { columns, rows, end };
}

/** A name as SQL takes it, whatever is in it. */
export const quoted = (name: string) => '`' + name.replaceAll('`', '``') + '`';

import { get, pipelinePath, post, segment, type Value } from './api';

// Dashboards as the runtime's HTTP API has them; what each kind of panel is given as rows says the Javadoc of DashboardRoutes.

export type FieldType = 'time' | 'number' | 'text' | 'flag' | 'address' | 'words' | 'point' | 'other';
export interface Field { name: string; type: FieldType }
export interface Panel {
  number: number; kind: 'line' | 'bar' | 'histogram' | 'pie' | 'heatmap' | 'map' | 'table' | 'number'; title: string; from: string | null;
  origin: 'index' | 'table' | 'sql'; x: Field | null; by: Field | null; y: string; time: Field | null; form: 'points' | 'heat' | 'areas' | null;
  key: string | null; bins: number | null; columns: Field[]; filters: Field[]; problem: string | null;
}
export interface Dashboard {
  name: string; title: string; last_millis: number | null; refresh_millis: number | null; filters: Field[]; panels: Panel[];
}
export interface PanelData { columns: Field[]; rows: Value[][]; truncated: boolean; interval_millis?: number; took_millis: number }
/** The part of the earth that a map shows, in degrees. */
export interface Bounds { west: number; south: number; east: number; north: number }
export interface PanelRequest {
  last_millis?: number; from?: string; to?: string; whole?: boolean; filters?: Record<string, string[]>; bounds?: Bounds; refresh?: boolean;
}
/** What every drawn panel is given; `pick` narrows the page to one value of a column, which is one of the panel's filters. */
export interface PanelProps { panel: Panel; data: PanelData; pick: (column: string, value: string) => void }

/** One page: a dashboard of the file, or the panels proposed for an output. */
export interface Place { pipeline: string; dashboard?: string; output?: string }

const placePath = (place: Place) =>
  `${pipelinePath(place.pipeline)}${place.output === undefined ? `/dashboards/${segment(place.dashboard!)}` : `/outputs/${segment(place.output)}`}`;

export const dashboardsOf = async (pipeline: string) => (await get<{ dashboards: Dashboard[] }>(`${pipelinePath(pipeline)}/dashboards`)).dashboards;
export const proposedFor = (pipeline: string, output: string) =>
  get<{ dashboard: Dashboard; text: string }>(`${pipelinePath(pipeline)}/outputs/${segment(output)}/dashboard`);
export const panelData = (place: Place, panel: number, request: PanelRequest, signal?: AbortSignal) =>
  post<PanelData>(`${placePath(place)}/panels/${panel}`, request, signal);
/** A FeatureCollection: the areas that a map of areas fills. */
export const panelAreas = async (place: Place, panel: number) => (await get<{ features: unknown }>(`${placePath(place)}/panels/${panel}/areas`)).features;

/** The areas of all references of a pipeline, as a FeatureCollection, and the references whose areas are not there. */
export const outlinesOf = (pipeline: string) => get<{ features: unknown; left_out: string[] }>(`${pipelinePath(pipeline)}/outlines`);

/** What of a pipeline can be looked at: its dashboards, and the outputs that panels can be proposed for. */
export interface Outline { name: string; dashboards: { name: string; title: string; panels: number }[]; outputs: string[] }
export const outlines = async () => (await get<{ pipelines: Outline[] }>('/api/dashboards')).pipelines;

/** The page's own path. */
export const placeLink = (place: Place) =>
  `/dashboards/${segment(place.pipeline)}/${place.output === undefined ? segment(place.dashboard!) : `outputs/${segment(place.output)}`}`;

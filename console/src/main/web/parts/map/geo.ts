import { fromLonLat, toLonLat } from 'ol/proj.js';
import type { Bounds } from '../../lib/dashboards';

// Shapes of the earth as a canvas draws them, in metres of EPSG:3857.

export type Place = [number, number];
/** West, south, east, north. */
export type Extent = [number, number, number, number];

/** Where the projection ends. */
export const LAST_LATITUDE = 85.0511287798066;
const HUNDREDTHS = 100;
const FEWEST = 20; // points of which some can be called far from the others
const FAR = 2.5;

/** A polygon or several; its path is relative to the origin, where a canvas, which reckons with few digits, is exact. */
export interface Shape { path: Path2D; origin: Place; extent: Extent; label: Place; properties: Record<string, unknown> }

const clamp = (n: number, least: number, most: number) => Math.min(Math.max(n, least), most);
export const project = (longitude: number, latitude: number) => fromLonLat([longitude, clamp(latitude, -LAST_LATITUDE, LAST_LATITUDE)]) as Place;

export function boundsOf(extent: Extent): Bounds {
  const [west, south] = toLonLat([extent[0], extent[1]]) as Place;
  const [east, north] = toLonLat([extent[2], extent[3]]) as Place;
  const world = fromLonLat([180, 0])[0]!;
  return {
    west: extent[0] <= -world ? -180 : clamp(west, -180, 180),
    south: clamp(south, -LAST_LATITUDE, LAST_LATITUDE),
    east: extent[2] >= world ? 180 : clamp(east, -180, 180),
    north: clamp(north, -LAST_LATITUDE, LAST_LATITUDE),
  };
}

export function join(extents: Extent[]): Extent | null {
  if (extents.length === 0) return null;
  const all: Extent = [...extents[0]!];
  for (const [west, south, east, north] of extents) {
    if (west < all[0]) all[0] = west;
    if (south < all[1]) all[1] = south;
    if (east > all[2]) all[2] = east;
    if (north > all[3]) all[3] = north;
  }
  return all;
}

export const contains = (outer: Extent, inner: Extent) => outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3];
export const meets = (a: Extent, b: Extent) => a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];

/** Where all are, but for a few that are so far away that the others could not be told apart. */
export function mainExtent(places: Place[]): { extent: Extent; cut: boolean } | null {
  const whole = join(places.map(([x, y]) => [x, y, x, y]));
  if (whole === null || places.length < FEWEST) return whole && { extent: whole, cut: false };
  const within = (values: number[]) => {
    values.sort((a, b) => a - b);
    const least = values[Math.floor(0.02 * (values.length - 1))]!;
    const most = values[Math.ceil(0.98 * (values.length - 1))]!;
    return [least, most, most - least] as const;
  };
  const [west, east, width] = within(places.map(place => place[0]));
  const [south, north, height] = within(places.map(place => place[1]));
  const size = Math.max(width, height, 1_000);
  if (Math.max(whole[2] - whole[0], whole[3] - whole[1]) <= FAR * size) return { extent: whole, cut: false };
  return { extent: [west - size * 0.1, south - size * 0.1, east + size * 0.1, north + size * 0.1], cut: true };
}

type Ring = Place[];

/** A place within, for a label: in the middle of the widest part of the line through half of the height. */
function placeWithin(rings: Ring[], extent: Extent): Place {
  const y = (extent[1] + extent[3]) / 2 + (extent[3] - extent[1]) * 1e-6;
  const crossings: number[] = [];
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [ax, ay] = ring[i - 1]!;
      const [bx, by] = ring[i]!;
      if (ay > y !== by > y) crossings.push(ax + ((y - ay) / (by - ay)) * (bx - ax));
    }
  }
  crossings.sort((a, b) => a - b);
  let best: Place = [(extent[0] + extent[2]) / 2, y];
  let widest = 0;
  for (let i = 1; i < crossings.length; i += 2) {
    const width = crossings[i]! - crossings[i - 1]!;
    if (width > widest) {
      widest = width;
      best = [(crossings[i]! + crossings[i - 1]!) / 2, y];
    }
  }
  return best;
}

function shape(polygons: Ring[][], properties: Record<string, unknown>): Shape | null {
  const extents = polygons.map(rings => join((rings[0] ?? []).map(([x, y]) => [x, y, x, y]))).filter(extent => extent !== null);
  const extent = join(extents);
  if (extent === null) return null;
  const origin: Place = [(extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2];
  const path = new Path2D();
  for (const ring of polygons.flat()) {
    ring.forEach(([x, y], i) => (i === 0 ? path.moveTo(x - origin[0], y - origin[1]) : path.lineTo(x - origin[0], y - origin[1])));
    path.closePath();
  }
  const size = (of: Extent) => (of[2] - of[0]) * (of[3] - of[1]);
  let largest = 0;
  extents.forEach((each, i) => { if (size(each) > size(extents[largest]!)) largest = i; });
  return { path, origin, extent, label: placeWithin(polygons[largest]!, extents[largest]!), properties };
}

type Position = [number, number];
type Geometry = { type: 'Polygon'; coordinates: Position[][] } | { type: 'MultiPolygon'; coordinates: Position[][][] } | { type: 'GeometryCollection'; geometries: Geometry[] };
interface Feature { id?: unknown; properties?: Record<string, unknown> | null; geometry?: Geometry | null }

function polygonsOf(geometry: Geometry | null | undefined): Position[][][] {
  if (geometry?.type === 'Polygon') return [geometry.coordinates];
  if (geometry?.type === 'MultiPolygon') return geometry.coordinates;
  return geometry?.type === 'GeometryCollection' ? geometry.geometries.flatMap(polygonsOf) : [];
}

/** The polygons of a FeatureCollection; lines and points are none. `id` of a feature is a property where there is none of this name. */
export function shapesOf(collection: unknown): Shape[] {
  const features = (collection as { features?: Feature[] }).features ?? [];
  return features.flatMap(feature => {
    const polygons = polygonsOf(feature.geometry).map(rings => rings.map(ring => ring.map(([x, y]) => project(x, y))));
    const found = shape(polygons, { ...(feature.id === undefined ? {} : { id: feature.id }), ...feature.properties });
    return found ? [found] : [];
  });
}

let land: Promise<Shape[]> | null = null;

/** The land of the world, loaded with the first map. */
export function loadLand(): Promise<Shape[]> {
  land ??= import('./land.json').then(({ default: polygons }) => polygons.flatMap(rings => {
    const found = shape([rings.map(ring => {
      const places: Ring = [];
      for (let i = 0, x = 0, y = 0; i < ring.length; i += 2) {
        x += ring[i]!;
        y += ring[i + 1]!;
        places.push(project(x / HUNDREDTHS, y / HUNDREDTHS));
      }
      return places;
    })], {});
    return found ? [found] : [];
  }));
  land.catch(() => { land = null; });
  return land;
}

const side = (degrees: number, digits: number, positive: string, negative: string) => `${Math.abs(degrees).toFixed(digits)}° ${degrees < 0 ? negative : positive}`;
export const latitudeText = (degrees: number, digits: number) => side(degrees, digits, 'N', 'S');
export const longitudeText = (degrees: number, digits: number) => side(degrees, digits, 'E', 'W');
export const placeText = (latitude: number, longitude: number, digits = 4) => `${latitudeText(latitude, digits)}, ${longitudeText(longitude, digits)}`;

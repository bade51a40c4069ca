import { useEffect, useMemo, useRef, useState, type Dispatch, type StateUpdater } from 'preact/hooks';
import { defaults } from 'ol/interaction/defaults.js';
import DragPan from 'ol/interaction/DragPan.js';
import MouseWheelZoom from 'ol/interaction/MouseWheelZoom.js';
import Layer from 'ol/layer/Layer.js';
import OpenLayersMap from 'ol/Map.js';
import type MapBrowserEvent from 'ol/MapBrowserEvent.js';
import { getPointResolution } from 'ol/proj.js';
import Source from 'ol/source/Source.js';
import View from 'ol/View.js';
import type { Value } from '../lib/api';
import { outlinesOf, panelAreas, type Bounds, type PanelProps, type Place } from '../lib/dashboards';
import { count, figure, plural, time } from '../lib/format';
import { useLoaded } from '../lib/hooks';
import { colour, whenThemed } from '../lib/theme';
import { boundsOf, contains, join, loadLand, mainExtent, placeText, project, shapesOf, type Extent, type Place as Spot, type Shape } from './map/geo';
import { Painter, type Colours, type Scene } from './map/painter';
import { classNames, classOf, scaleOf, shadeOf, SHADES, type Scale } from './map/scale';
import { COLOURS, cut, measure, slot, type Slots } from './pictures';
import { text } from './values';

/** @param colours those of values on the whole page */
type Props = PanelProps & { colours: Map<string, number>; place: Place; zoomed: (bounds: Bounds | null) => void; bounds: Bounds | null };

const EDGE = 36; // pixels around what is shown at first
const CLOSEST = 3; // metres a pixel that the map goes to by itself
const MARGIN = 0.1; // of what is seen, asked for beyond it
const CARD: Spot = [290, 190]; // what the card with one thing covers, about
const MOST_LEGEND = COLOURS - 1; // the last one is grey, as the others are
const OTHERS = 'others';

/** What is told of one thing. @param column what a click on the value narrows the page by, or null */
interface Fact { name: string; value: string; column: string | null; filter: string }
interface Entry { name: string; colour: string; note: string; column: string | null }
/** One of the things of a content, by its number there. */
interface Thing { i: number; content: Content }

/** What a panel's data are on the map. */
interface Content {
  scene: (colours: Colours, palette: string[]) => Scene;
  legend: (colours: Colours, palette: string[]) => Entry[];
  legendTitle: string;
  spots: Spot[];
  facts: (i: number) => Fact[];
  /** What a thing is known by when new data come, the surest first. */
  names: (i: number) => string[];
  /** Numbers of the things in the order in which they are looked through. */
  order: number[];
  one: string;
  summary: string;
  size: number;
}

const number = (value: Value | undefined) => (value === null || value === undefined || value === '' ? null : Number(value));
const shown = (value: Value, type: string) => (value === null ? '–' : type === 'time' ? time(String(value)) : type === 'number' ? figure(Number(value)) : text(value));
const between = (west: number, south: number, east: number, north: number) => {
  const digits = Math.max(east - west, north - south) > 10 ? 0 : 2;
  return `between ${placeText(south, west, digits)} and ${placeText(north, east, digits)}`;
};
const around = (spots: Spot[]): string => {
  const extent = join(spots.map(([x, y]) => [x, y, x, y]));
  if (extent === null) return '';
  const { west, south, east, north } = boundsOf(extent);
  return ` ${between(west, south, east, north)}`;
};

/** The same thing in what is shown now, where it may have another number; null where it is no longer there. */
function again<T extends Thing>(thing: T | null, content: Content): T | null {
  if (thing === null || thing.content === content) return thing;
  const all = Array.from({ length: content.size }, (_, i) => content.names(i));
  for (const name of thing.content.names(thing.i)) {
    const i = all[thing.i]?.includes(name) ? thing.i : all.findIndex(names => names.includes(name));
    if (i >= 0) return { ...thing, i, content };
  }
  return null;
}

/** What is looked at: it stays the same thing when new data come, and is nothing once that is gone. */
function useLooked<T extends Thing>(content: Content): [T | null, Dispatch<StateUpdater<T | null>>] {
  const [kept, keep] = useState<T | null>(null);
  const thing = useMemo(() => again(kept, content), [kept, content]);
  useEffect(() => { if (thing !== kept) keep(now => (now === kept ? thing : now)); }, [thing]);
  return [thing, keep];
}

/** Colours for the values with the most points; what has a colour keeps it. */
function slotsOf(values: string[], known: Slots): void {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const fresh = [...counts.keys()].filter(value => !known.own.has(value));
  fresh.sort((a, b) => counts.get(b)! - counts.get(a)! || (a < b ? -1 : 1));
  for (const value of fresh) if (known.own.size < MOST_LEGEND) slot(known, value);
}

function points({ panel, data }: PanelProps, known: Slots, picks: (column: string) => boolean): Content {
  const rows = data.rows.filter(row => number(row[0]) !== null && number(row[1]) !== null);
  const spots = rows.map(row => project(Number(row[1]), Number(row[0])));
  const by = panel.by === null ? -1 : 2;
  const graded = panel.by?.type === 'number';
  const scale = graded ? scaleOf(rows.flatMap(row => number(row[by]) ?? [])) : null;
  const values = by < 0 || graded ? [] : rows.map(row => text(row[by] ?? null));
  if (by >= 0 && !graded) slotsOf(values, known);
  const slots = new Map(known.own);
  const who = data.columns.findIndex((column, i) => i > 1 && column.type !== 'time' && column.type !== 'flag'
    && new Set(rows.map(row => row[i])).size === rows.length && rows.every(row => row[i] !== null));
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const other = values.filter(value => !slots.has(value)).length;
  const dotColour = (i: number, colours: Colours, palette: string[]) => {
    if (by < 0) return palette[0]!;
    if (scale === null) return palette[slots.get(values[i] ?? '') ?? -1] ?? colours.none;
    const value = number(rows[i]![by]);
    return value === null ? colours.none : colours.shades[shadeOf(scale, classOf(scale, value))]!;
  };
  const present = [...slots].filter(([value]) => counts.has(value));
  const said = present.map(([value]) => `${value} ${count(counts.get(value)!)}`).concat(other > 0 ? [`${OTHERS} ${count(other)}`] : []);
  return {
    size: rows.length, one: 'point', spots,
    scene: (colours, palette) => ({
      squares: [], areas: [],
      dots: rows.map((row, i) => ({ place: spots[i]!, colour: dotColour(i, colours, palette), key: who < 0 ? null : text(row[who] ?? null) })),
    }),
    legend: (colours, palette) => scale !== null ? graduated(scale, colours) : present.map(([value, slot]) =>
      ({ name: value, colour: palette[slot]!, note: count(counts.get(value)!), column: panel.by && picks(panel.by.name) ? panel.by.name : null }))
      .concat(other > 0 ? [{ name: OTHERS, colour: colours.none, note: count(other), column: null }] : []),
    legendTitle: panel.by?.name ?? '',
    facts: i => {
      const row = rows[i]!;
      return [
        ...data.columns.slice(2).map((column, c) => fact(column.name, row[c + 2] ?? null, column.type, picks)),
        { name: 'place', value: placeText(Number(row[0]), Number(row[1])), column: null, filter: '' },
      ];
    },
    names: i => [JSON.stringify(rows[i]), ...(who < 0 ? [] : [`${data.columns[who]!.name} ${text(rows[i]![who] ?? null)}`])],
    order: rows.map((_, i) => i),
    summary: `${plural(rows.length, 'point')}${around(spots)}${said.length > 0 ? `; ${panel.by!.name}: ${said.join(', ')}` : ''}`,
  };
}

const fact = (name: string, value: Value, type: string, picks: (column: string) => boolean): Fact =>
  ({ name, value: cut(shown(value, type), 200), column: value !== null && picks(name) ? name : null, filter: text(value) });

const graduated = (scale: Scale, colours: Colours): Entry[] =>
  classNames(scale).map((name, i) => ({ name, colour: colours.shades[shadeOf(scale, i)]!, note: '', column: null }));

const reach = (scale: Scale | null, y: string) => (scale === null ? '' : `; ${y} from ${figure(scale.least)} to ${figure(scale.most)}`);

function squares({ panel, data }: PanelProps): Content {
  const rows = data.rows.map(row => row.map(value => number(value) ?? 0));
  const extents = rows.map(([west, south, east, north]): Extent => [...project(west!, south!), ...project(east!, north!)]);
  const scale = scaleOf(rows.map(row => row[4]!));
  const y = measure(panel.y);
  return {
    size: rows.length, one: 'square', spots: extents.flatMap(([west, south, east, north]): Spot[] => [[west, south], [east, north]]),
    scene: () => ({ dots: [], areas: [], squares: rows.map((row, i) => ({ extent: extents[i]!, shade: shadeOf(scale!, classOf(scale!, row[4]!)) })) }),
    legend: colours => (scale === null ? [] : graduated(scale, colours)),
    legendTitle: y,
    facts: i => [
      { name: y, value: figure(rows[i]![4]!), column: null, filter: '' },
      { name: 'place', value: placeText((rows[i]![1]! + rows[i]![3]!) / 2, (rows[i]![0]! + rows[i]![2]!) / 2), column: null, filter: '' },
    ],
    names: i => [rows[i]!.slice(0, 4).join(' ')],
    order: rows.map((_, i) => i).sort((a, b) => rows[b]![4]! - rows[a]![4]!),
    summary: `${plural(rows.length, 'square')}${around(extents.flatMap(([west, south, east, north]): Spot[] => [[west, south], [east, north]]))}${reach(scale, y)}`,
  };
}

function areas({ panel, data }: PanelProps, shapes: Shape[], picks: (column: string) => boolean): Content {
  const found = new Map(data.rows.map(row => [text(row[0] ?? null), number(row[1])]));
  const nameOf = (shape: Shape) => text((shape.properties[panel.key ?? 'id'] ?? null) as Value);
  const values = shapes.map(shape => found.get(nameOf(shape)) ?? null);
  const scale = scaleOf(values.filter(value => value !== null));
  const y = measure(panel.y);
  const by = panel.by!.name;
  const filled = values.filter(value => value !== null).length;
  const order = shapes.map((_, i) => i).sort((a, b) => (values[b] ?? -Infinity) - (values[a] ?? -Infinity));
  const first = order[0];
  return {
    size: shapes.length, one: 'area', spots: shapes.flatMap(({ extent }): Spot[] => [[extent[0], extent[1]], [extent[2], extent[3]]]),
    scene: () => ({
      dots: [], squares: [],
      areas: shapes.map((shape, i) => ({ shape, name: nameOf(shape), shade: values[i] === null ? null : shadeOf(scale!, classOf(scale!, values[i]!)) })),
    }),
    legend: colours => [
      ...(scale === null ? [] : graduated(scale, colours)),
      ...(filled < shapes.length ? [{ name: 'none', colour: colours.none, note: '', column: null }] : []),
    ],
    legendTitle: y,
    facts: i => [
      fact(by, nameOf(shapes[i]!), 'text', picks),
      { name: y, value: values[i] === null ? 'none' : figure(values[i]!), column: null, filter: '' },
    ],
    names: i => [nameOf(shapes[i]!)],
    order,
    summary: `${plural(shapes.length, 'area')}, ${count(filled)} with rows${reach(scale, y)}${filled > 0 ? `, most: ${nameOf(shapes[first!]!)}` : ''}`,
  };
}

function coloursOf(element: HTMLElement): Colours {
  const of = (name: string) => colour(element, name);
  const ramp = [of('--heat-low'), of('--heat-middle'), of('--heat-high')].map(rgb);
  const shades = Array.from({ length: SHADES }, (_, i) => {
    const at = 0.2 + (1.8 * i) / (SHADES - 1);
    const [from, to] = [ramp[Math.min(1, Math.floor(at))]!, ramp[Math.min(1, Math.floor(at)) + 1]!];
    const part = at - Math.min(1, Math.floor(at));
    return `rgb(${from.map((n, c) => Math.round(n + (to[c]! - n) * part)).join(' ')})`;
  });
  return {
    land: of('--map-land'), sea: of('--map-sea'), coast: of('--map-coast'), grid: of('--map-grid'), outline: of('--map-outline'), text: of('--muted'),
    halo: of('--map-land'), edge: of('--card'), ring: of('--text'), none: of('--strong-line'), shades,
  };
}

const rgb = (css: string) => (css.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);

/** Where data are on the earth: points, squares of a grid, or areas. It keeps what somebody looks at when new data come. */
export default function MapPanel(props: Props) {
  const { panel, data, pick, place, zoomed, bounds } = props;
  const outlines = useLoaded(panel.form === 'areas' ? null : place.pipeline, () => outlinesOf(place.pipeline));
  const areasOf = useLoaded(panel.form === 'areas' ? `${JSON.stringify(place)} ${panel.number}` : null, () => panelAreas(place, panel.number));
  const shapes = useMemo(() => (areasOf.value === null ? [] : shapesOf(areasOf.value)), [areasOf.value]);
  const slots = useRef<Slots>({ own: new Map(), page: props.colours });
  const picks = (column: string) => panel.filters.some(filter => filter.type !== 'time' && filter.name.toLowerCase() === column.toLowerCase());
  const content = useMemo(
    () => (panel.form === 'areas' ? areas(props, shapes, picks) : panel.form === 'heat' ? squares(props) : points(props, slots.current, picks)),
    [data, shapes]);
  const box = useRef<HTMLDivElement>(null);
  const [painter] = useState(() => new Painter());
  const map = useRef<OpenLayersMap | null>(null);
  const [theme, setTheme] = useState<{ colours: Colours; palette: string[] } | null>(null);
  const [metres, setMetres] = useState(0);
  const [hovered, setHovered] = useLooked<Thing & { at: Spot }>(content);
  const [chosenThing, setChosen] = useLooked(content);
  const chosen = chosenThing?.i ?? null;
  const painted = useRef(content);
  // what handlers that are made once look at
  const latest = useRef({ content, zoomed, bounds, truncated: data.truncated, pick, picks });
  latest.current = { content, zoomed, bounds, truncated: data.truncated, pick, picks };
  /** Whether somebody has moved the map, it moves by itself, it has shown the data, and where all of them are. */
  const view = useRef<{ moved: boolean; own: boolean; fitted: boolean; whole: Extent | null }>({ moved: false, own: true, fitted: false, whole: null }); // it begins where nobody has put it;

  useEffect(() => {
    const element = box.current!;
    const layer = new Layer({ source: new Source({}), render: state => painter.render(state!) });
    const focused = () => element.contains(document.activeElement);
    const interactions = defaults({ altShiftDragRotate: false, pinchRotate: false, shiftDragZoom: false, dragPan: false, mouseWheelZoom: false });
    // a page is scrolled over the map, until somebody turns to it
    const drag: DragPan = new DragPan({
      condition: (event: MapBrowserEvent) => (event.originalEvent as PointerEvent).pointerType !== 'touch' || focused() || drag.getPointerCount() > 1,
    });
    interactions.push(drag);
    interactions.push(new MouseWheelZoom({ condition: event => focused() || (event.originalEvent as WheelEvent).ctrlKey }));
    const made = new OpenLayersMap({
      target: element, controls: [], interactions, layers: [layer],
      view: new View({ center: [0, 2_000_000], resolution: 80_000, minZoom: 0, maxZoom: 20, enableRotation: false, multiWorld: false, constrainOnlyCenter: true, extent: WORLD }),
    });
    map.current = made;
    const retheme = () => {
      const colours = coloursOf(element);
      painter.recolour(colours);
      setTheme({ colours, palette: Array.from({ length: COLOURS }, (_, i) => colour(element, `--c${i}`)) });
    };
    retheme();
    const themed = whenThemed(retheme);
    loadLand().then(land => { painter.land = land; made.render(); }, () => undefined); // without it there is still all that counts
    made.on('pointermove', event => {
      const i = event.dragging ? -1 : painter.find(event.pixel as Spot);
      element.classList.toggle('over', i >= 0);
      setHovered(old => (i < 0 ? (old === null ? old : null) : { i, content: painted.current, at: event.pixel as Spot }));
    });
    const left = () => setHovered(null);
    element.addEventListener('pointerleave', left);
    made.on('click', event => {
      element.focus({ preventScroll: true });
      const i = painter.find(event.pixel as Spot);
      setHovered(null);
      setChosen(i < 0 ? null : { i, content: painted.current });
      if (i >= 0 && panel.form === 'areas') {
        const first = latest.current.content.facts(i)[0]!;
        if (first.column !== null) latest.current.pick(first.column, first.filter);
      }
    });
    made.on('moveend', () => {
      const { center, resolution } = made.getView().getState();
      setMetres(getPointResolution('EPSG:3857', resolution, center));
      if (view.current.own) {
        view.current.own = false;
      } else {
        view.current.moved = true;
        ask();
      }
    });
    return () => {
      themed();
      element.removeEventListener('pointerleave', left);
      made.setTarget(undefined);
      made.dispose();
      map.current = null;
    };
  }, []);

  /** Tells the page which part is seen, where other rows could come of it. */
  const ask = () => {
    const { zoomed: tell, bounds: before, truncated } = latest.current;
    const size = map.current?.getSize();
    if (!size || panel.form === 'areas' || (panel.form === 'points' && !truncated && before === null)) return;
    const [west, south, east, north] = map.current!.getView().calculateExtent(size) as Extent;
    const [x, y] = [(east - west) * MARGIN, (north - south) * MARGIN];
    tell(boundsOf([west - x, south - y, east + x, north + y]));
  };

  /** Shows a part of the earth, by itself. */
  const show = (extent: Extent, millis: number) => {
    const made = map.current!;
    made.updateSize();
    if (!made.getSize()?.every(side => side > 0)) return;
    view.current.own = true;
    made.getView().fit(extent, { padding: [EDGE, EDGE, EDGE, EDGE], minResolution: CLOSEST, duration: millis });
    made.render();
  };

  useEffect(() => {
    const found = mainExtent(content.spots);
    const made = map.current!;
    if (found === null) return;
    if (bounds === null) view.current.whole = found.extent;
    if (view.current.moved || bounds !== null) return;
    const size = made.getSize();
    const seen = size && painter.canvas.width > 0 ? made.getView().calculateExtent(size) as Extent : null;
    if (view.current.fitted && seen !== null && contains(seen, found.extent)) return;
    show(found.extent, view.current.fitted ? 400 : 0);
    view.current.fitted = true;
    if (found.cut && panel.form === 'heat') ask();
  }, [content]);
  useEffect(() => {
    if (theme === null) return;
    painter.show(content.scene(theme.colours, theme.palette));
    painted.current = content;
    map.current?.render();
  }, [content, theme]);
  useEffect(() => {
    painter.outlines = outlines.value === null ? [] : shapesOf(outlines.value.features);
    map.current?.render();
  }, [outlines.value]);
  const looked = hovered?.i ?? chosen;
  useEffect(() => {
    painter.chosen = looked ?? -1;
    map.current?.render();
  }, [looked, content]);

  const zoom = (by: number) => {
    const earth = map.current!.getView();
    earth.cancelAnimations();
    earth.animate({ zoom: earth.getConstrainedZoom((earth.getZoom() ?? 0) + by, by > 0 ? 1 : -1)!, duration: 250 });
  };
  const home = () => {
    if (view.current.whole === null) return;
    view.current.moved = false;
    zoomed(null);
    show(view.current.whole, 400);
  };
  /** The next thing to look at, brought into sight. */
  const step = (by: number) => {
    const { order } = content;
    if (order.length === 0) return;
    const at = chosen === null ? -1 : order.indexOf(chosen);
    const next = order[chosen === null ? 0 : (at + by + order.length) % order.length]!;
    setHovered(null);
    setChosen({ i: next, content });
    const where = painter.where(next);
    const made = map.current!;
    const size = made.getSize() as Spot | undefined;
    const covered = where !== null && where[0] < CARD[0] && where[1] < CARD[1];
    if (where && size && (covered || where[0] < 20 || where[1] < 20 || where[0] > size[0] - 20 || where[1] > size[1] - 20)) {
      made.getView().animate({ center: made.getCoordinateFromPixel(where), duration: 250 });
    }
  };
  const legend = theme === null ? [] : content.legend(theme.colours, theme.palette);
  const error = areasOf.error ?? outlines.error;
  const name = `Map of ${panel.title}: ${content.summary}`;
  return (
    <figure class="map-figure" aria-label={panel.title}>
      <div class="map-frame">
        <div ref={box} class="map-box" tabIndex={0} role="application" aria-roledescription="map" aria-label={name}
          onKeyDown={event => { if (event.key === 'Escape') setChosen(null); }} />
        <div class="map-buttons" role="group" aria-label={`View of ${panel.title}`}>
          <button type="button" aria-label="Zoom in" title="Zoom in" onClick={() => zoom(1)}><Icon path="M8 3v10M3 8h10" /></button>
          <button type="button" aria-label="Zoom out" title="Zoom out" onClick={() => zoom(-1)}><Icon path="M3 8h10" /></button>
          <button type="button" aria-label="Show all" title="Show all" onClick={home}><Icon path="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" /></button>
          <button type="button" aria-label={`Look at ${content.one}s one by one`} title={`Look at ${content.one}s one by one`} disabled={content.size === 0}
            onClick={() => step(1)}><Icon path="M5.5 3l5 5-5 5" /></button>
        </div>
        {metres > 0 && <ScaleLine metres={metres} />}
        {hovered !== null && hovered.i !== chosen && (
          <div class={`map-tip${hovered.at[0] > (box.current?.clientWidth ?? 0) / 2 ? ' left' : ''}${hovered.at[1] > (box.current?.clientHeight ?? 0) / 2 ? ' up' : ''}`}
            style={{ left: `${hovered.at[0]}px`, top: `${hovered.at[1]}px` }} aria-hidden="true"><Facts facts={content.facts(hovered.i)} pick={null} /></div>
        )}
        {chosen !== null && (
          <div class="map-card" role="group" aria-label={`One ${content.one}`}>
            <header>
              <small>{`${content.one} ${count(content.order.indexOf(chosen) + 1)} of ${count(content.size)}`}</small>
              <button type="button" class="quiet" aria-label={`The ${content.one} before`} onClick={() => step(-1)}><Icon path="M10.5 3l-5 5 5 5" /></button>
              <button type="button" class="quiet" aria-label={`The next ${content.one}`} onClick={() => step(1)}><Icon path="M5.5 3l5 5-5 5" /></button>
              <button type="button" class="quiet" aria-label="Close" onClick={() => { setChosen(null); box.current?.focus({ preventScroll: true }); }}><Icon path="M4 4l8 8M12 4l-8 8" /></button>
            </header>
            <div aria-live="polite"><Facts facts={content.facts(chosen)} pick={pick} /></div>
          </div>
        )}
      </div>
      {legend.length > 0 && (
        <ul class={`legend map-legend${legend.some(entry => entry.note !== '') ? '' : ' steps'}`} aria-label={`Legend of ${panel.title}: ${content.legendTitle}`}>
          {legend.map(entry => {
            const inner = <><span class="swatch" style={{ background: entry.colour }} /><bdi class="name">{entry.name === '' ? '–' : entry.name}</bdi>{entry.note && <span class="note">{entry.note}</span>}</>;
            return <li key={entry.name}>{entry.column === null ? <span>{inner}</span> : <button type="button" class="quiet" onClick={() => pick(entry.column!, entry.name)}>{inner}</button>}</li>;
          })}
        </ul>
      )}
      {error && <p class="panel-note">{`Without areas: ${error}`}</p>}
      {outlines.value !== null && outlines.value.left_out.length > 0 && <p class="panel-note">{`Without the areas of ${outlines.value.left_out.join(', ')}, which cannot be read or are too large.`}</p>}
    </figure>
  );
}

const WORLD = [-20037508.342789244, -20037508.342789244, 20037508.342789244, 20037508.342789244];

const Icon = ({ path }: { path: string }) => <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d={path} class="map-icon" /></svg>;

function Facts({ facts, pick }: { facts: Fact[]; pick: ((column: string, value: string) => void) | null }) {
  return (
    <dl>
      {facts.map(one => (
        <div key={one.name}>
          <dt><bdi>{one.name}</bdi></dt>
          <dd>{pick !== null && one.column !== null
            ? <button type="button" class="value" title={`Only ${one.name} ${cut(one.filter, 60)}`} onClick={() => pick(one.column!, one.filter)}><bdi>{one.value}</bdi></button>
            : <bdi>{one.value}</bdi>}</dd>
        </div>
      ))}
    </dl>
  );
}

/** How long a length is in the middle of the map. */
function ScaleLine({ metres }: { metres: number }) {
  const most = metres * 90;
  const unit = 10 ** Math.floor(Math.log10(most));
  const length = [5, 2, 1].map(n => n * unit).find(n => n <= most) ?? unit;
  return (
    <span class="map-scale" aria-hidden="true">
      <svg width={length / metres + 2} height="6"><path d={`M1 0v5h${length / metres}v-5`} class="map-icon" /></svg>
      {length >= 1_000 ? `${count(length / 1_000)} km` : `${count(length)} m`}
    </span>
  );
}

import type { FrameState } from 'ol/Map.js';
import { latitudeText, longitudeText, LAST_LATITUDE, meets, project, type Extent, type Place, type Shape } from './geo';
import { toLonLat } from 'ol/proj.js';

// All that a map shows is painted onto one canvas, from the ground up. Thousands of things cost no more than their pixels, and what changes moves
// without being taken away and put back.

export interface Colours {
  land: string; sea: string; coast: string; grid: string; outline: string; text: string; halo: string; edge: string; ring: string; none: string; shades: string[];
}

/** A point has a colour of its own; `key` is who it is, where that can be told, so that it moves to its next place. */
export interface Dot { place: Place; colour: string; key: string | null }
export interface Square { extent: Extent; shade: number }
export interface Area { shape: Shape; shade: number | null; name: string }

export interface Scene { dots: Dot[]; squares: Square[]; areas: Area[] }

const MOVE_MILLIS = 700;
const REACH = 9; // pixels around a point that are it, too
const COAST_UNTIL = 2_000; // metres a pixel: up to here the outline of the land is good
const COAST_GONE = 400;
const STEPS = [45, 30, 15, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

type Box = [number, number, number, number];

/** From places of the earth to pixels of the canvas' CSS, as one frame has them. */
interface Frame { width: number; height: number; ratio: number; resolution: number; west: number; north: number; extent: Extent }

export class Painter {
  readonly canvas = document.createElement('canvas');
  colours: Colours | null = null;
  land: Shape[] = [];
  outlines: Shape[] = [];
  /** The thing that is looked at, by its number. */
  chosen = -1;
  private scene: Scene = { dots: [], squares: [], areas: [] };
  private from: Place[] = [];
  private moved = 0;
  private frame: Frame | null = null;
  private readonly sprites = new Map<string, HTMLCanvasElement>();
  private readonly still = matchMedia('(prefers-reduced-motion: reduce)');

  constructor() {
    this.canvas.style.position = 'absolute';
    this.canvas.style.left = '0';
    this.canvas.style.top = '0';
  }

  /** Other things to paint; points that were there before move from where they are now. */
  show(scene: Scene): void {
    const now = performance.now();
    const before = new Map<string, Place>();
    this.scene.dots.forEach((dot, i) => { if (dot.key !== null) before.set(dot.key, this.placeOf(i, now)); });
    this.from = scene.dots.map(dot => (dot.key === null ? undefined : before.get(dot.key)) ?? dot.place);
    this.moved = this.still.matches || before.size === 0 ? 0 : now;
    this.scene = scene;
  }

  recolour(colours: Colours): void {
    this.colours = colours;
    this.sprites.clear();
  }

  private placeOf(i: number, now: number): Place {
    const to = this.scene.dots[i]!.place;
    const part = Math.min(1, (now - this.moved) / MOVE_MILLIS);
    if (part >= 1) return to;
    const eased = 1 - (1 - part) ** 3;
    const from = this.from[i]!;
    return [from[0] + (to[0] - from[0]) * eased, from[1] + (to[1] - from[1]) * eased];
  }

  /** Called by the map for each frame. */
  render(state: FrameState): HTMLElement {
    const [width, height] = state.size as [number, number];
    const ratio = state.pixelRatio;
    const { center, resolution } = state.viewState;
    const frame: Frame = {
      width, height, ratio, resolution, west: center[0]! - (width / 2) * resolution, north: center[1]! + (height / 2) * resolution,
      extent: state.extent as unknown as Extent,
    };
    this.frame = frame;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== w || this.canvas.height !== h) {
      this.canvas.width = w;
      this.canvas.height = h;
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${height}px`;
    }
    const paper = this.canvas.getContext('2d')!;
    const colours = this.colours;
    if (colours === null) return this.canvas;
    paper.setTransform(1, 0, 0, 1, 0, 0);
    const taken: Box[] = [];
    this.paintGround(paper, frame, colours);
    this.paintGrid(paper, frame, colours);
    this.paintOutlines(paper, frame, colours);
    this.paintSquares(paper, frame, colours);
    this.paintAreas(paper, frame, colours);
    if (this.scene.areas.length > 0) this.paintNames(paper, frame, colours, this.scene.areas.map(area => ({ shape: area.shape, name: area.name })), true, taken);
    else this.paintNames(paper, frame, colours, this.outlines.map(shape => ({ shape, name: String(shape.properties['name'] ?? '') })), false, taken);
    if (this.paintDots(paper, frame, colours)) state.animate = true;
    paper.setTransform(1, 0, 0, 1, 0, 0);
    return this.canvas;
  }

  private pixel(frame: Frame, [x, y]: Place): Place {
    return [(x - frame.west) / frame.resolution, (frame.north - y) / frame.resolution];
  }

  /** Puts the paper so that a shape's path, which is relative to its origin, lies where it is. */
  private place(paper: CanvasRenderingContext2D, frame: Frame, shape: Shape): void {
    const scale = frame.ratio / frame.resolution;
    const [x, y] = this.pixel(frame, shape.origin);
    paper.setTransform(scale, 0, 0, -scale, x * frame.ratio, y * frame.ratio);
  }

  private paintGround(paper: CanvasRenderingContext2D, frame: Frame, colours: Colours): void {
    paper.fillStyle = colours.land;
    paper.fillRect(0, 0, this.canvas.width, this.canvas.height);
    const shown = Math.min(1, Math.max(0, (frame.resolution - COAST_GONE) / (COAST_UNTIL - COAST_GONE)));
    if (shown === 0 || this.land.length === 0) return;
    paper.globalAlpha = shown;
    paper.fillStyle = colours.sea;
    paper.fillRect(0, 0, this.canvas.width, this.canvas.height);
    paper.strokeStyle = colours.coast;
    paper.lineJoin = 'round';
    for (const shape of this.land) {
      if (!meets(shape.extent, frame.extent) || Math.max(shape.extent[2] - shape.extent[0], shape.extent[3] - shape.extent[1]) < frame.resolution) continue;
      this.place(paper, frame, shape);
      paper.globalAlpha = 1;
      paper.fillStyle = colours.land;
      paper.fill(shape.path, 'evenodd');
      paper.globalAlpha = shown;
      paper.lineWidth = 0.8 * frame.resolution;
      paper.stroke(shape.path);
    }
    paper.globalAlpha = 1;
  }

  private paintGrid(paper: CanvasRenderingContext2D, frame: Frame, colours: Colours): void {
    const degreesPerPixel = frame.resolution / project(1, 0)[0];
    const west = frame.extent[0] / project(1, 0)[0]; // beyond the 180th meridian, too
    const south = toLonLat([0, frame.extent[1]])[1]!;
    const step = STEPS.filter(each => each / degreesPerPixel >= 110).pop() ?? STEPS[0]!;
    const digits = Math.max(0, Math.ceil(-Math.log10(step)));
    const span = frame.width * degreesPerPixel;
    paper.setTransform(frame.ratio, 0, 0, frame.ratio, 0, 0);
    paper.strokeStyle = colours.grid;
    paper.fillStyle = colours.text;
    paper.lineWidth = 1;
    paper.font = `10px ${FONT}`;
    paper.textBaseline = 'top';
    paper.textAlign = 'left';
    const line = (fromX: number, fromY: number, toX: number, toY: number) => {
      paper.beginPath();
      paper.moveTo(fromX, fromY);
      paper.lineTo(toX, toY);
      paper.stroke();
    };
    const labels: (() => void)[] = [];
    const first = Math.max(Math.ceil(west / step) * step, -180);
    for (let i = 0, longitude = first; longitude <= Math.min(west + span, 180) + 1e-9; i++, longitude = first + i * step) {
      const x = Math.round(this.pixel(frame, project(longitude, 0))[0]) + 0.5;
      line(x, 0, x, frame.height);
      labels.push(() => paper.fillText(longitudeText(longitude, digits), x + 4, 5));
    }
    const start = Math.ceil(Math.max(south, -LAST_LATITUDE) / step) * step;
    for (let i = 0, latitude = start; latitude < LAST_LATITUDE; i++, latitude = start + i * step) {
      const y = Math.round(this.pixel(frame, project(0, latitude))[1]) + 0.5;
      if (y < 0) break;
      line(0, y, frame.width, y);
      if (y > 20 && y < frame.height - 40) labels.push(() => paper.fillText(latitudeText(latitude, digits), 5, y + 3));
    }
    paper.globalAlpha = 0.85;
    labels.forEach(label => label());
    paper.globalAlpha = 1;
  }

  private paintOutlines(paper: CanvasRenderingContext2D, frame: Frame, colours: Colours): void {
    if (this.scene.areas.length > 0) return;
    for (const shape of this.outlines) {
      if (!meets(shape.extent, frame.extent)) continue;
      this.place(paper, frame, shape);
      paper.globalAlpha = 0.07;
      paper.fillStyle = colours.outline;
      paper.fill(shape.path, 'evenodd');
      paper.globalAlpha = 0.55;
      paper.strokeStyle = colours.outline;
      paper.lineWidth = 1.1 * frame.resolution;
      paper.lineJoin = 'round';
      paper.stroke(shape.path);
    }
    paper.globalAlpha = 1;
  }

  private paintSquares(paper: CanvasRenderingContext2D, frame: Frame, colours: Colours): void {
    paper.setTransform(1, 0, 0, 1, 0, 0);
    const device = (place: Place) => this.pixel(frame, place).map(n => Math.round(n * frame.ratio)) as Place;
    paper.globalAlpha = 0.86;
    this.scene.squares.forEach(({ extent, shade }, i) => {
      if (!meets(extent, frame.extent)) return;
      const [left, bottom] = device([extent[0], extent[1]]);
      const [right, top] = device([extent[2], extent[3]]);
      // whole pixels, so that neighbours touch and do not shine through each other
      const gap = right - left > 14 ? Math.round(frame.ratio) : 0;
      paper.fillStyle = colours.shades[shade]!;
      paper.fillRect(left, top, Math.max(1, right - left - gap), Math.max(1, bottom - top - gap));
      if (i === this.chosen) this.ring(paper, frame, colours, left, top, right - left - gap, bottom - top - gap);
    });
    paper.globalAlpha = 1;
  }

  private ring(paper: CanvasRenderingContext2D, frame: Frame, colours: Colours, x: number, y: number, width: number, height: number): void {
    paper.save();
    paper.globalAlpha = 1;
    paper.strokeStyle = colours.ring;
    paper.lineWidth = 2 * frame.ratio;
    paper.strokeRect(x, y, width, height);
    paper.restore();
  }

  private paintAreas(paper: CanvasRenderingContext2D, frame: Frame, colours: Colours): void {
    const stroke = (area: Area, colour: string, width: number) => {
      this.place(paper, frame, area.shape);
      paper.strokeStyle = colour;
      paper.lineWidth = width * frame.resolution;
      paper.lineJoin = 'round';
      paper.stroke(area.shape.path);
    };
    for (const area of this.scene.areas) {
      if (!meets(area.shape.extent, frame.extent)) continue;
      this.place(paper, frame, area.shape);
      paper.globalAlpha = area.shade === null ? 0.3 : 0.88;
      paper.fillStyle = area.shade === null ? colours.none : colours.shades[area.shade]!;
      paper.fill(area.shape.path, 'evenodd');
      paper.globalAlpha = 1;
      stroke(area, colours.edge, 1.4);
    }
    const chosen = this.scene.areas[this.chosen];
    if (chosen) stroke(chosen, colours.ring, 2.4);
  }

  /** Names where they have room, with a halo, the larger shapes first. */
  private paintNames(
    paper: CanvasRenderingContext2D, frame: Frame, colours: Colours, names: { shape: Shape; name: string }[], strong: boolean, taken: Box[],
  ): void {
    paper.setTransform(frame.ratio, 0, 0, frame.ratio, 0, 0);
    paper.font = `${strong ? 600 : 500} 11px ${FONT}`;
    paper.textAlign = 'center';
    paper.textBaseline = 'middle';
    paper.lineJoin = 'round';
    const width = (shape: Shape) => (shape.extent[2] - shape.extent[0]) / frame.resolution;
    const shown = names.filter(({ shape, name }) => name !== '' && meets(shape.extent, frame.extent)).sort((a, b) => width(b.shape) - width(a.shape));
    for (const { shape, name } of shown) {
      const text = paper.measureText(name).width;
      if (text > width(shape) + 14) continue;
      const [x, y] = this.pixel(frame, shape.label);
      const box: Box = [x - text / 2 - 3, y - 8, x + text / 2 + 3, y + 8];
      if (taken.some(other => meets(other, box))) continue;
      taken.push(box);
      paper.strokeStyle = colours.halo;
      paper.lineWidth = 3;
      paper.globalAlpha = strong ? 0.95 : 0.8;
      paper.strokeText(name, x, y);
      paper.globalAlpha = 1;
      paper.fillStyle = strong ? colours.ring : colours.text;
      paper.fillText(name, x, y);
    }
  }

  private get radius(): number {
    const count = this.scene.dots.length;
    return count > 3_000 ? 2.6 : count > 800 ? 3.4 : count > 150 ? 4.4 : 5.4;
  }

  private sprite(colour: string, edge: string, radius: number, ratio: number): HTMLCanvasElement {
    const name = `${colour} ${radius} ${ratio}`;
    let sprite = this.sprites.get(name);
    if (!sprite) {
      sprite = document.createElement('canvas');
      const size = Math.ceil((radius + 1.5) * 2 * ratio);
      sprite.width = sprite.height = size;
      const paper = sprite.getContext('2d')!;
      paper.beginPath();
      paper.arc(size / 2, size / 2, radius * ratio, 0, 2 * Math.PI);
      paper.fillStyle = colour;
      paper.fill();
      paper.strokeStyle = edge;
      paper.lineWidth = 1.2 * ratio;
      paper.stroke();
      this.sprites.set(name, sprite);
    }
    return sprite;
  }

  /** @returns whether some are on their way */
  private paintDots(paper: CanvasRenderingContext2D, frame: Frame, colours: Colours): boolean {
    const { dots } = this.scene;
    if (dots.length === 0) return false;
    const now = performance.now();
    const radius = this.radius;
    paper.setTransform(1, 0, 0, 1, 0, 0);
    for (let i = dots.length - 1; i >= 0; i--) { // the newest last, on top of the others
      const [x, y] = this.pixel(frame, this.placeOf(i, now));
      if (x < -10 || y < -10 || x > frame.width + 10 || y > frame.height + 10) continue;
      const sprite = this.sprite(dots[i]!.colour, colours.edge, radius, frame.ratio);
      paper.drawImage(sprite, Math.round(x * frame.ratio - sprite.width / 2), Math.round(y * frame.ratio - sprite.height / 2));
    }
    if (dots[this.chosen]) {
      const [x, y] = this.pixel(frame, this.placeOf(this.chosen, now));
      paper.beginPath();
      paper.arc(x * frame.ratio, y * frame.ratio, (radius + 4) * frame.ratio, 0, 2 * Math.PI);
      paper.strokeStyle = colours.ring;
      paper.lineWidth = 2 * frame.ratio;
      paper.stroke();
    }
    return now - this.moved < MOVE_MILLIS;
  }

  /** The thing at a pixel, or -1. */
  find([x, y]: Place): number {
    const frame = this.frame;
    if (frame === null) return -1;
    const { dots, squares, areas } = this.scene;
    const now = performance.now();
    let found = -1;
    let nearest = (REACH + this.radius) ** 2;
    dots.forEach((_, i) => {
      const [px, py] = this.pixel(frame, this.placeOf(i, now));
      const far = (px - x) ** 2 + (py - y) ** 2;
      if (far < nearest) {
        nearest = far;
        found = i;
      }
    });
    if (found >= 0) return found;
    const place: Place = [frame.west + x * frame.resolution, frame.north - y * frame.resolution];
    const at: Extent = [...place, ...place];
    found = squares.findIndex(square => meets(square.extent, at));
    if (found >= 0) return found;
    const paper = this.canvas.getContext('2d')!;
    paper.setTransform(1, 0, 0, 1, 0, 0);
    return areas.findIndex(({ shape }) =>
      meets(shape.extent, at) && paper.isPointInPath(shape.path, place[0] - shape.origin[0], place[1] - shape.origin[1], 'evenodd'));
  }

  /** Where a thing is, in pixels. */
  where(i: number): Place | null {
    if (this.frame === null) return null;
    const { dots, squares, areas } = this.scene;
    if (dots[i]) return this.pixel(this.frame, this.placeOf(i, performance.now()));
    const square = squares[i]?.extent;
    if (square) return this.pixel(this.frame, [(square[0] + square[2]) / 2, (square[1] + square[3]) / 2]);
    return areas[i] ? this.pixel(this.frame, areas[i]!.shape.label) : null;
  }
}

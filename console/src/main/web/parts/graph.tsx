import type { Node, PipelinePicture } from '../lib/api';
import { rate } from '../lib/format';
import { Scroll } from './parts';

const WIDTH = 210;
const HEIGHT = 66;
const GAP_X = 64;
const GAP_Y = 18;

const key = (node: Node) => `${node.kind === 'output' ? 'output' : 'node'}:${node.name}`;
const cut = (text: string, letters: number) => (text.length > letters ? text.slice(0, letters - 1) + '…' : text);

/** How far from the sources each node lies. An output stands right behind what it is from, so that no line runs behind another node. */
function columns(nodes: Node[]): Node[][] {
  const depth = new Map<string, number>();
  const of = (node: Node, seen: Set<string>): number => {
    const known = depth.get(key(node));
    if (known !== undefined) return known;
    if (seen.has(key(node))) return 0;
    seen.add(key(node));
    const inputs = nodes.filter(input => input.kind !== 'output' && node.inputs.includes(input.name));
    const found = inputs.length === 0 ? 0 : 1 + Math.max(...inputs.map(input => of(input, seen)));
    depth.set(key(node), found);
    return found;
  };
  const last = Math.max(0, ...nodes.map(node => of(node, new Set())));
  const all: Node[][] = Array.from({ length: last + 1 }, () => []);
  for (const node of nodes) all[of(node, new Set())]!.push(node);
  return all;
}

/** Sources, views and outputs, and what goes through them now. */
export function Graph({ nodes, picture }: { nodes: Node[]; picture: PipelinePicture | null }) {
  const all = columns(nodes);
  const rows = Math.max(1, ...all.map(column => column.length));
  const width = all.length * WIDTH + (all.length - 1) * GAP_X + 2;
  const height = rows * HEIGHT + (rows - 1) * GAP_Y + 2;
  const place = new Map<string, { x: number; y: number }>();
  all.forEach((column, c) => {
    const top = (height - column.length * HEIGHT - (column.length - 1) * GAP_Y) / 2;
    column.forEach((node, r) => place.set(key(node), { x: 1 + c * (WIDTH + GAP_X), y: top + r * (HEIGHT + GAP_Y) }));
  });
  const flows = nodes.flatMap(node => node.inputs.map(input => ({ from: place.get(`node:${input}`), to: place.get(key(node)), name: `${input} to ${node.name}` })));
  const live = (node: Node): string => {
    if (picture === null || picture.status.state !== 'running') return '';
    const found = node.kind === 'output' ? picture.writes[node.name] : picture.reads[node.name];
    return found === undefined ? '' : `${rate(found)}${node.kind === 'output' ? ' rows/s' : ' records/s'}`;
  };
  return (
    <Scroll label="Flow of the pipeline">
      <svg class="graph" viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={flows.map(flow => flow.name).join(', ')}>
        {flows.map(({ from, to, name }) => from && to && (
          <path key={name} class={picture?.status.state === 'running' ? 'flow running' : 'flow'}
            d={`M${from.x + WIDTH} ${from.y + HEIGHT / 2} C${from.x + WIDTH + GAP_X / 2} ${from.y + HEIGHT / 2} ${to.x - GAP_X / 2} ${to.y + HEIGHT / 2} ${to.x} ${to.y + HEIGHT / 2}`} />
        ))}
        {nodes.map(node => {
          const at = place.get(key(node))!;
          return (
            <g key={key(node)} class={`node ${node.kind}`} transform={`translate(${at.x} ${at.y})`}>
              <title>{`${node.kind} ${node.name} ${node.detail}`}</title>
              <rect width={WIDTH} height={HEIGHT} rx={8} />
              <text x={14} y={22} class="form">{node.kind === 'output' ? node.form : `${node.kind} · ${node.form}`}</text>
              <text x={WIDTH - 14} y={22} class="live" text-anchor="end">{live(node)}</text>
              <text x={14} y={41} class="name">{cut(node.name, 24)}</text>
              <text x={14} y={57} class="detail">{cut(node.detail, 30)}</text>
            </g>
          );
        })}
      </svg>
    </Scroll>
  );
}

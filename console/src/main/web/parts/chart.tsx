import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot/dist/uPlot.esm.js';
import type { Trend } from '../lib/api';
import { short, time } from '../lib/format';
import { colour, whenThemed } from '../lib/theme';

const HEIGHT = 200;

/** Records and rows per second over the last minutes. */
export default function Chart({ trend }: { trend: Trend }) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const data = useRef<uPlot.AlignedData>([[], [], []]);
  const until = Date.parse(trend.until) / 1_000;
  data.current = [
    trend.records.map((_, i) => until - (trend.records.length - i) * trend.step_seconds),
    trend.records.map(n => n / trend.step_seconds),
    trend.rows.map(n => n / trend.step_seconds),
  ];
  useEffect(() => {
    const parent = box.current!;
    const draw = () => {
      plot.current?.destroy();
      const axis = { stroke: colour(parent, '--muted'), grid: { stroke: colour(parent, '--line'), width: 1 }, ticks: { show: false }, font: '12px system-ui' };
      plot.current = new uPlot(
        {
          width: parent.clientWidth,
          height: HEIGHT,
          cursor: { drag: { x: false, y: false } },
          legend: { live: false, show: false },
          scales: { y: { range: (_, __, most) => [0, Math.max(1, most * 1.1)] } },
          axes: [{ ...axis, space: 64, size: 32, values: (_, ticks) => ticks.map(tick => time(new Date(tick * 1_000).toISOString())) }, { ...axis, size: 56, values: (_, ticks) => ticks.map(tick => short(tick)) }],
          series: [
            {},
            { label: 'records/s', stroke: colour(parent, '--accent'), fill: colour(parent, '--accent-wash'), width: 2, points: { show: false } },
            { label: 'rows/s', stroke: colour(parent, '--second'), width: 1.5, dash: [6, 4], points: { show: false } },
          ],
        },
        data.current,
        parent);
    };
    draw();
    const resized = new ResizeObserver(() => plot.current?.setSize({ width: parent.clientWidth, height: HEIGHT }));
    resized.observe(parent);
    const themed = whenThemed(draw);
    return () => {
      resized.disconnect();
      themed();
      plot.current?.destroy();
    };
  }, []);
  useEffect(() => { plot.current?.setData(data.current); }, [trend]);
  const last = trend.records.length - 1;
  return (
    <figure class="card chart">
      <figcaption>
        <span class="key first">records/s</span>
        <span class="key second">rows/s</span>
        <span class="hidden">
          {`Last ${(trend.records.length * trend.step_seconds) / 60} minutes; now ${short((trend.records[last] ?? 0) / trend.step_seconds)} records and ${short((trend.rows[last] ?? 0) / trend.step_seconds)} rows a second.`}
        </span>
      </figcaption>
      <div ref={box} aria-hidden="true" />
    </figure>
  );
}

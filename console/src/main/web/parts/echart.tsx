import { useEffect, useRef } from 'preact/hooks';
import { BarChart, HeatmapChart, LineChart, PieChart } from 'echarts/charts';
import { GridComponent, TooltipComponent, VisualMapContinuousComponent } from 'echarts/components';
import { init, use, type ECharts } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { colour, whenThemed } from '../lib/theme';
import { COLOURS, type Clicked, type Option, type Paint } from './pictures';

use([BarChart, HeatmapChart, LineChart, PieChart, GridComponent, TooltipComponent, VisualMapContinuousComponent, CanvasRenderer]);

/** ECharts empties its box by way of `innerHTML`, which trusted types take away from the page. On this box it empties, whatever is given, and no more. */
function emptiedOnly(box: HTMLElement) {
  Object.defineProperty(box, 'innerHTML', { get: () => '', set: () => box.replaceChildren() });
}

const NARROW = 420;

function paintOf(box: HTMLElement): Paint {
  const of = (name: string) => colour(box, name);
  return {
    narrow: box.clientWidth < NARROW, text: of('--text'), muted: of('--muted'), line: of('--line'), strong: of('--strong-line'), card: of('--card'),
    heat: [of('--heat-low'), of('--heat-middle'), of('--heat-high')],
    colours: Array.from({ length: COLOURS }, (_, i) => of(`--c${i}`)),
  };
}

/** A drawing that is made once, and changed with what it shows, with its size and with the colours of the page. */
export function EChart({ option, height, onClick }: { option: (paint: Paint) => Option; height: number; onClick: ((clicked: Clicked) => void) | null }) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const latest = useRef({ option, onClick });
  latest.current = { option, onClick };
  const narrow = useRef(false);
  const draw = () => {
    const paint = paintOf(box.current!);
    narrow.current = paint.narrow;
    const option = latest.current.option(paint);
    const cursor = latest.current.onClick === null ? 'default' : 'pointer';
    chart.current?.setOption({ ...option, series: option.series.map(series => ({ ...series, cursor })) }, { replaceMerge: ['series'] });
  };
  useEffect(() => {
    const element = box.current!;
    emptiedOnly(element);
    const made = init(element, null, { renderer: 'canvas' });
    chart.current = made;
    made.on('click', clicked => latest.current.onClick?.(clicked as unknown as Clicked));
    const resized = new ResizeObserver(() => {
      made.resize();
      if (narrow.current !== element.clientWidth < NARROW) draw();
    });
    resized.observe(element);
    const themed = whenThemed(draw);
    return () => {
      themed();
      resized.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => { draw(); }, [option]);
  return <div class="drawing" aria-hidden="true" style={{ minHeight: `${height}px` }}><div ref={box} /></div>;
}

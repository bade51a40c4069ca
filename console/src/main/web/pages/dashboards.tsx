import { outlines, placeLink, type Outline } from '../lib/dashboards';
import { plural } from '../lib/format';
import { useLoaded, useTitle } from '../lib/hooks';
import { useRoute } from '../lib/route';
import { Empty, Link, Notice, Scroll } from '../parts/parts';
import { DashboardPage } from './dashboard';

/** `/dashboards`, `/dashboards/PIPELINE/DASHBOARD` and `/dashboards/PIPELINE/outputs/OUTPUT`. */
export default function Dashboards() {
  const [, pipeline, second, third] = useRoute();
  if (pipeline === undefined || second === undefined) return <All of={pipeline ?? null} />;
  const place = third === undefined ? { pipeline, dashboard: second } : { pipeline, output: third };
  return <DashboardPage key={JSON.stringify(place)} place={place} />;
}

function All({ of }: { of: string | null }) {
  useTitle('Dashboards');
  const found = useLoaded('dashboards', outlines);
  const all = (found.value ?? []).filter(one => of === null || one.name === of);
  const kept = all.flatMap(one => one.dashboards.map(dashboard => ({ pipeline: one.name, ...dashboard })));
  return (
    <>
      <h1>Dashboards</h1>
      {found.error && <Notice tone="bad"><bdi>{found.error}</bdi></Notice>}
      {found.value === null && found.busy && <p class="loading" role="status">Loading…</p>}
      {found.value && kept.length === 0 && (
        <Empty>No pipeline has <code>dashboards:</code> in its file. What an output holds can be drawn all the same.</Empty>
      )}
      <div class="boards">
        {kept.map(board => (
          <Link key={`${board.pipeline} ${board.name}`} className="card board" to={placeLink({ pipeline: board.pipeline, dashboard: board.name })}>
            <strong><bdi>{board.title}</bdi></strong>
            <small>{`${board.pipeline}, ${plural(board.panels, 'panel')}`}</small>
          </Link>
        ))}
      </div>
      {all.some(one => one.outputs.length > 0) && <Outputs all={all} />}
    </>
  );
}

function Outputs({ all }: { all: Outline[] }) {
  return (
    <section aria-labelledby="outputs">
      <header class="section-head"><h2 id="outputs">Outputs</h2></header>
      <p class="hint">Any index and any table can be drawn: its columns say which panels it gets.</p>
      <Scroll label="Outputs">
        <table class="data rows">
          <thead><tr><th scope="col">Pipeline</th><th scope="col">Outputs to draw</th></tr></thead>
          <tbody>
            {all.filter(one => one.outputs.length > 0).map(one => (
              <tr key={one.name}>
                <th scope="row"><Link to={`/pipelines/${encodeURIComponent(one.name)}`}>{one.name}</Link></th>
                <td>{one.outputs.map((output, i) => <span key={output}>{i > 0 && ', '}<Link to={placeLink({ pipeline: one.name, output })}>{output}</Link></span>)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

import { useState } from 'preact/hooks';
import {
  get, mayEdit, pipelinePath, post, quoted, sqlTable, type Backlog, type Definition, type PipelinePicture, type Status, type Trend, type Value,
} from '../lib/api';
import { count, millis, plural, rate, seconds, short, time } from '../lib/format';
import { outlines, placeLink, type Outline } from '../lib/dashboards';
import { message, useEvents, useLoaded, useModule, useTitle } from '../lib/hooks';
import { Graph } from '../parts/graph';
import { Dialog, Empty, Figure, Link, Mark, Notice, Scroll, Section } from '../parts/parts';

export default function Pipeline({ name }: { name: string | null }) {
  const pipeline = name ?? '';
  useTitle(pipeline);
  const definition = useLoaded(pipeline, () => get<Definition>(`${pipelinePath(pipeline)}/definition`));
  const known = useLoaded(`dashboards of ${pipeline}`, outlines);
  const outline = known.value?.find(one => one.name === pipeline) ?? null;
  const { picture, lost } = useEvents<PipelinePicture>(`/api/events?pipeline=${encodeURIComponent(pipeline)}`);
  if (definition.error !== null && definition.value === null) {
    return (
      <>
        <h1><bdi>{pipeline}</bdi></h1>
        <Notice tone="bad">{definition.error}</Notice>
        <p><Link to="/">Back to the overview</Link></p>
      </>
    );
  }
  return (
    <>
      <nav class="crumbs" aria-label="Way here"><Link to="/">Overview</Link></nav>
      <div class="title">
        <h1><bdi>{pipeline}</bdi></h1>
        {picture && <Mark state={picture.status.state} />}
        {picture?.status.owner && <span class="muted"><bdi>{picture.status.owner}</bdi></span>}
        {picture && <Actions status={picture.status} />}
      </div>
      {outline && outline.dashboards.length > 0 && (
        <p class="links">
          Dashboards:{' '}
          {outline.dashboards.map((board, i) => <span key={board.name}>{i > 0 && ', '}<Link to={placeLink({ pipeline, dashboard: board.name })}><bdi>{board.title}</bdi></Link></span>)}
        </p>
      )}
      {lost && <Notice tone="warn">The connection to the runtime is lost. It is tried again; what is shown may be old.</Notice>}
      {picture?.status.last_error && <Notice tone={picture.status.state === 'failed' ? 'bad' : 'warn'}><bdi>{picture.status.last_error}</bdi></Notice>}
      {picture === null ? <p class="loading" role="status">Loading…</p> : <Figures status={picture.status} />}
      {definition.value && <Section title="Flow" id="flow"><Graph nodes={definition.value.nodes} picture={picture} /></Section>}
      {picture && <Section title="Last three minutes" id="trend"><LazyChart trend={picture.trend} /></Section>}
      {picture && <Outputs status={picture.status} outline={outline} />}
      {picture && <Partitions picture={picture} />}
      {picture && <Account name={pipeline} batches={picture.status.batches} />}
      {picture && <Batches picture={picture} />}
      {definition.value && (
        <Section title="File" id="file" aside={<span class="muted">{definition.value.file}</span>}>
          <Scroll label="The pipeline's file" tall><pre class="file">{definition.value.text}</pre></Scroll>
        </Section>
      )}
    </>
  );
}

function Actions({ status }: { status: Status }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [asked, setAsked] = useState(false);
  if (!mayEdit()) return <span class="actions muted">You may look, not change.</span>;
  const stopped = ['stopped', 'failed', 'finished'].includes(status.state);
  const call = (verb: 'start' | 'stop') => {
    setBusy(true);
    setError(null);
    setAsked(false);
    post(`${pipelinePath(status.name)}/${verb}`).catch((e: unknown) => setError(message(e))).finally(() => setBusy(false));
  };
  return (
    <span class="actions">
      {stopped
        ? <button type="button" class="primary" disabled={busy} onClick={() => call('start')}>{busy ? 'Starting…' : 'Start'}</button>
        : <button type="button" disabled={busy} onClick={() => setAsked(true)}>{busy ? 'Stopping…' : 'Stop'}</button>}
      {error && <Dialog title="That did not work" onClose={() => setError(null)}><p><bdi>{error}</bdi></p></Dialog>}
      {asked && (
        <Dialog title={`Stop ${status.name}?`} onClose={() => setAsked(false)}>
          <p>The batch at hand is committed first. Records wait in their topics; once it is started again, it goes on where it was.</p>
          <div class="buttons">
            <button type="button" onClick={() => setAsked(false)}>Cancel</button>
            <button type="button" class="primary" onClick={() => call('stop')}>Stop the pipeline</button>
          </div>
        </Dialog>
      )}
    </span>
  );
}

function Figures({ status }: { status: Status }) {
  return (
    <dl class="figures">
      <Figure name="records/s">{rate(status.records_per_second)}</Figure>
      <Figure name="rows/s">{rate(status.rows_per_second)}</Figure>
      <Figure name="behind">{seconds(status.seconds_behind)}</Figure>
      <Figure name="last batch">{millis(status.batch_millis)}</Figure>
      <Figure name="records">{short(status.records)}</Figure>
      <Figure name="rows">{short(status.rows)}</Figure>
      <Figure name="dead letters" tone={status.dead_letters > 0 ? 'warn' : undefined}>
        {status.dead_letters > 0
          ? <Link to={`/dead-letters/${encodeURIComponent(status.name)}`}>{short(status.dead_letters)}</Link>
          : '0'}
      </Figure>
      {status.late > 0 && <Figure name="late" tone="warn">{short(status.late)}</Figure>}
    </dl>
  );
}

function LazyChart({ trend }: { trend: Trend }) {
  const chart = useModule(() => import('../parts/chart'));
  return chart ? <chart.default trend={trend} /> : <div class="card chart" />;
}

function Outputs({ status, outline }: { status: Status; outline: Outline | null }) {
  return (
    <Section title="Outputs" id="outputs">
      <Scroll label="Outputs">
        <table class="data rows">
          <thead><tr><th scope="col">Output</th><th scope="col">Kind</th><th scope="col">Where</th><th scope="col">Guarantee</th><th scope="col">Look</th></tr></thead>
          <tbody>
            {status.outputs.map(output => (
              <tr key={output.name}>
                <th scope="row">{output.name}</th>
                <td>{output.topic ? 'topic' : output.index ? 'index' : 'table'}</td>
                <td><code>{output.table ?? output.topic ?? output.index}</code></td>
                <td>{output.delivery}{output.lacking && <Lacking backlog={output.lacking} />}</td>
                <td>{outline?.outputs.includes(output.name) ? <Link to={placeLink({ pipeline: status.name, output: output.name })}>{`Draw ${output.name}`}</Link> : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Section>
  );
}

function Partitions({ picture }: { picture: PipelinePicture }) {
  const waiting = picture.lag.reduce((sum, partition) => sum + partition.lag, 0);
  return (
    <Section title="Partitions" id="partitions" aside={<span class="muted">{`${plural(waiting, 'offset')} not committed yet`}</span>}>
      {picture.lag_error && <Notice tone="warn"><bdi>{picture.lag_error}</bdi></Notice>}
      {picture.lag.length === 0 ? <Empty>Nothing is read yet.</Empty> : (
        <Scroll label="Partitions">
          <table class="data rows">
            <thead>
              <tr>
                <th scope="col">Source</th><th scope="col">Topic</th><th scope="col" class="number">Partition</th>
                <th scope="col" class="number">Committed</th><th scope="col" class="number">End</th><th scope="col" class="number">Lag</th>
              </tr>
            </thead>
            <tbody>
              {picture.lag.map(partition => (
                <tr key={`${partition.source} ${partition.partition}`}>
                  <th scope="row">{partition.source}</th>
                  <td>{partition.topic}</td>
                  <td class="number">{partition.partition}</td>
                  <td class="number">{count(partition.committed)}</td>
                  <td class="number">{count(partition.end)}</td>
                  <td class="number">{count(partition.lag)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Section>
  );
}

/** What comes to an index later. */
function Lacking({ backlog }: { backlog: Backlog }) {
  return (
    <Notice tone="warn">
      <bdi>{`${plural(backlog.documents, 'document')} of ${plural(backlog.batches, 'batch', 'batches')} to come from the table${backlog.reason === null ? '' : `: ${backlog.reason}`}`}</bdi>
    </Notice>
  );
}

const ACCOUNT = (name: string) => `SELECT query, topic, partition, output, sum(until - from) AS offsets,
  sum(if(until > from, until - from - read, 0)) AS holes, sum(read) AS read, sum(coalesce(used, 0)) AS used,
  sum(coalesce(filtered, 0)) AS filtered, sum(dropped) AS dropped, sum(dead + coalesce(output_dead, 0)) AS dead, sum(late) AS late,
  sum(coalesce(left_out, 0)) AS left_out, sum(rows) AS rows
FROM ledger.${quoted(name)} GROUP BY query, topic, partition, output ORDER BY topic, partition, query, output`;

const EACH = ['offsets', 'holes', 'read', 'used', 'filtered', 'dropped', 'dead', 'late', 'left out', 'rows'];

/** What the ledger says became of each offset. Asked for with SQL, so not at each batch. */
function Account({ name, batches }: { name: string; batches: number }) {
  const account = useLoaded(batches === 0 ? null : name, signal => sqlTable(ACCOUNT(name), 500, signal));
  const rows = account.value?.rows ?? [];
  const number = (value: Value | undefined) => Number(value ?? 0);
  return (
    <Section title="Account" id="account" aside={
      <button type="button" disabled={account.busy || batches === 0} onClick={account.reload}>{account.busy ? 'Counting…' : 'Count again'}</button>
    }>
      <p class="hint">What became of each offset, by the ledger: offsets = holes + read, and read = used + filtered + dropped + dead + late + left out. Holes are control records, compacted ones and aborted transactions. A replay reads dead letters, not offsets. Left out are records that an index did not get while OpenSearch was away; what it got since is counted under .catch-up.</p>
      {account.error && <Notice tone="bad"><bdi>{account.error}</bdi></Notice>}
      {rows.length === 0 ? <Empty>{account.busy ? 'Counting…' : 'Nothing is committed yet.'}</Empty> : (
        <Scroll label="Account">
          <table class="data rows">
            <thead>
              <tr>
                <th scope="col">Query</th><th scope="col">Topic</th><th scope="col" class="number">Partition</th><th scope="col">Output</th>
                {EACH.map(each => <th key={each} scope="col" class="number">{each[0]!.toUpperCase() + each.slice(1)}</th>)}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, i) => (
                <tr key={i}>
                  <th scope="row">{String(row[0])}</th>
                  <td>{String(row[1])}</td>
                  <td class="number">{String(row[2])}</td>
                  <td>{row[3] === null ? '–' : String(row[3])}</td>
                  {EACH.map((each, c) => <td key={each} class="number">{row[c + 4] === null ? '–' : count(number(row[c + 4]))}</td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Section>
  );
}

function Batches({ picture }: { picture: PipelinePicture }) {
  const late = picture.batches.some(batch => batch.late > 0);
  return (
    <Section title="Batches" id="batches" aside={<span class="muted">{`the newest of ${count(picture.status.batches)}`}</span>}>
      {picture.batches.length === 0 ? <Empty>No batch was committed since the runtime started.</Empty> : (
        <Scroll label="Batches" tall>
          <table class="data rows">
            <thead>
              <tr>
                <th scope="col">Committed</th><th scope="col">Query</th><th scope="col" class="number">Records</th><th scope="col" class="number">Rows</th>
                <th scope="col" class="number">Dead letters</th>{late && <th scope="col" class="number">Late</th>}<th scope="col" class="number">Took</th>
              </tr>
            </thead>
            <tbody>
              {picture.batches.map(batch => (
                <tr key={batch.batch}>
                  <th scope="row" class="when">{time(batch.committed)}</th>
                  <td>{batch.query}</td>
                  <td class="number">{count(batch.records)}</td>
                  <td class="number">{count(batch.rows)}</td>
                  <td class="number">{count(batch.dead_letters)}</td>
                  {late && <td class="number">{count(batch.late)}</td>}
                  <td class="number">{millis(batch.millis)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Section>
  );
}

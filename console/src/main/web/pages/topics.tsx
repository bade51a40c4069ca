import { useEffect, useState } from 'preact/hooks';
import { get, quoted, sqlTable, type Topic } from '../lib/api';
import { count, plural, short } from '../lib/format';
import { useLoaded, useTitle } from '../lib/hooks';
import { Empty, Link, Notice, Scroll, Section } from '../parts/parts';
import { Rows } from '../parts/values';

const SAMPLE = 100;
const AGAIN_MILLIS = 5_000;
const SETTLED_MILLIS = 400;

const pipelines = (names: string[]) => names.map((name, i) => (
  <span key={name}>{i > 0 ? ', ' : ''}<Link to={`/pipelines/${encodeURIComponent(name)}`}>{name}</Link></span>
));

/** Asks again every few seconds while somebody looks. */
function useAgain(reload: () => void, on: boolean) {
  useEffect(() => {
    if (!on) return;
    const timer = setInterval(() => { if (!document.hidden) reload(); }, AGAIN_MILLIS);
    return () => clearInterval(timer);
  }, [on, reload]);
}

export default function Topics({ name }: { name: string | null }) {
  useTitle(name ?? 'Topics');
  const topics = useLoaded('topics', () => get<Topic[]>('/api/topics'));
  useAgain(topics.reload, !topics.busy);
  const topic = topics.value?.find(one => one.topic === name) ?? null;
  return (
    <>
      {name !== null && <nav class="crumbs" aria-label="Way here"><Link to="/topics">Topics</Link></nav>}
      <h1><bdi>{name ?? 'Topics'}</bdi></h1>
      {topics.error && <Notice tone="bad"><bdi>{topics.error}</bdi></Notice>}
      {topics.value === null && topics.busy && <p class="loading" role="status">Loading…</p>}
      {name === null && topics.value && <All topics={topics.value} />}
      {name !== null && topics.value && topic === null && <Empty>No deployed pipeline reads or writes this topic.</Empty>}
      {topic && <One topic={topic} />}
    </>
  );
}

/** What somebody types, once it has not changed for a while. */
function useSettled(value: string, millis: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), millis);
    return () => clearTimeout(timer);
  }, [value, millis]);
  return settled;
}

/** A text as SQL takes it, whatever is in it. */
const literal = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function All({ topics }: { topics: Topic[] }) {
  if (topics.length === 0) return <Empty>No deployed pipeline has a topic.</Empty>;
  return (
    <>
      <p class="hint">Topics that deployed pipelines read or write.</p>
      <Scroll label="Topics">
        <table class="data rows">
          <thead>
            <tr>
              <th scope="col">Topic</th><th scope="col" class="number">Partitions</th><th scope="col" class="number">Offsets kept</th>
              <th scope="col">Read by</th><th scope="col">Written by</th>
            </tr>
          </thead>
          <tbody>
            {topics.map(topic => (
              <tr key={topic.topic}>
                <th scope="row"><Link to={`/topics/${encodeURIComponent(topic.topic)}`}>{topic.topic}</Link></th>
                <td class="number">{topic.partitions.length === 0 ? 'not there yet' : count(topic.partitions.length)}</td>
                <td class="number">{short(topic.partitions.reduce((sum, partition) => sum + partition.end - partition.earliest, 0))}</td>
                <td>{pipelines(topic.readers)}</td>
                <td>{pipelines(topic.writers)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}

function One({ topic }: { topic: Topic }) {
  return (
    <>
      <p class="hint">
        {topic.readers.length > 0 && <>Read by {pipelines(topic.readers)}. </>}
        {topic.writers.length > 0 && <>Written by {pipelines(topic.writers)}.</>}
      </p>
      <Section title="Partitions" id="partitions">
        <Scroll label="Partitions">
          <table class="data rows">
            <thead>
              <tr><th scope="col">Partition</th><th scope="col" class="number">First offset</th><th scope="col" class="number">End</th><th scope="col" class="number">Kept</th></tr>
            </thead>
            <tbody>
              {topic.partitions.map(partition => (
                <tr key={partition.partition}>
                  <th scope="row">{partition.partition}</th>
                  <td class="number">{count(partition.earliest)}</td>
                  <td class="number">{count(partition.end)}</td>
                  <td class="number">{count(partition.end - partition.earliest)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </Section>
      {topic.readers.length > 0
        ? <Sample topic={topic.topic} />
        : <Empty>No pipeline reads this topic, so nobody says how its records are decoded.</Empty>}
    </>
  );
}

function Sample({ topic }: { topic: string }) {
  const [filter, setFilter] = useState('');
  const [live, setLive] = useState(true);
  const wanted = useSettled(filter.trim(), SETTLED_MILLIS);
  const condition = wanted === '' ? '' : ` WHERE contains(lower(to_json(struct(*))), lower(${literal(wanted)}))`;
  const statement = `SELECT * FROM topics.${quoted(topic)}${condition} ORDER BY _kafka_timestamp DESC, _kafka_offset DESC LIMIT ${SAMPLE}`;
  const sample = useLoaded(statement, signal => sqlTable(statement, SAMPLE, signal));
  useAgain(sample.reload, live && !sample.busy);
  const rows = sample.value?.rows ?? [];
  return (
    <Section title="Newest records" id="sample" aside={
      <div class="toolbar">
        <label class="inline">Filter<input type="search" value={filter} onInput={event => setFilter(event.currentTarget.value)} placeholder="any text in a row" /></label>
        <label class="inline check"><input type="checkbox" checked={live} onChange={event => setLive(event.currentTarget.checked)} />Live</label>
      </div>
    }>
      {sample.error && <Notice tone="bad"><bdi>{sample.error}</bdi></Notice>}
      {sample.value === null ? <p class="loading" role="status">{sample.busy ? 'Reading the topic…' : ''}</p> : (
        <>
          {rows.length === 0
            ? <Empty>{wanted === '' ? 'There is no record.' : 'No record has this text.'}</Empty>
            : <Scroll label="Newest records" tall><Rows columns={sample.value.columns} rows={rows} caption={`Newest records of ${topic}`} /></Scroll>}
          <p class="hint">{`The newest ${plural(rows.length, 'record')}${wanted === '' ? '' : ' with this text'}, as the pipeline decodes them, of the last 100,000 offsets of each partition.`}</p>
        </>
      )}
    </Section>
  );
}

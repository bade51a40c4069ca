import { useState } from 'preact/hooks';
import { get, mayEdit, pipelinePath, post, type Bytes, type Group, type Letter, type ReplayReport, type Status } from '../lib/api';
import { count, plural, time } from '../lib/format';
import { message, useLoaded, useTitle } from '../lib/hooks';
import { go } from '../lib/route';
import { Dialog, Empty, Link, Notice, Scroll, Section } from '../parts/parts';

const SHOWN = 50;

interface Choice { stage: string; rule: string }
const query = (choice: Choice | null) => (choice ? `stage=${encodeURIComponent(choice.stage)}&rule=${encodeURIComponent(choice.rule)}` : '');

export default function DeadLetters({ name }: { name: string | null }) {
  useTitle('Dead letters');
  const pipelines = useLoaded('pipelines', () => get<Status[]>('/api/pipelines'));
  const known = pipelines.value ?? [];
  const chosen = name ?? known.find(status => status.dead_letters > 0)?.name ?? known[0]?.name ?? null;
  return (
    <>
      <div class="title">
        <h1>Dead letters</h1>
        {known.length > 0 && (
          <label class="inline">
            Pipeline
            <select value={chosen ?? ''} onChange={event => go(`/dead-letters/${encodeURIComponent(event.currentTarget.value)}`)}>
              {known.map(status => <option key={status.name} value={status.name}>{`${status.name} (${count(status.dead_letters)})`}</option>)}
            </select>
          </label>
        )}
      </div>
      <p class="hint">Records that were refused, unchanged, with the reason. Once a pipeline is corrected, they can be sent through it again.</p>
      {pipelines.error && <Notice tone="bad"><bdi>{pipelines.error}</bdi></Notice>}
      {pipelines.value && known.length === 0 && <Empty>No pipeline is deployed.</Empty>}
      {chosen !== null && <OfPipeline key={chosen} name={chosen} />}
    </>
  );
}

function OfPipeline({ name }: { name: string }) {
  const [choice, setChoice] = useState<Choice | null>(null);
  const [replay, setReplay] = useState<{ choice: Choice | null; letters: number } | null>(null);
  const [report, setReport] = useState<ReplayReport | null>(null);
  const [letter, setLetter] = useState<Letter | null>(null);
  const groups = useLoaded(name, () => get<Group[]>(`${pipelinePath(name)}/dead-letters/summary?limit=100`));
  const letters = useLoaded(`${name} ${query(choice)}`, () => get<Letter[]>(`${pipelinePath(name)}/dead-letters?limit=${SHOWN}&${query(choice)}`));
  const all = groups.value?.reduce((sum, group) => sum + group.count, 0) ?? 0;
  const same = (group: Group) => choice !== null && group.stage === choice.stage && group.rule === choice.rule;
  const of = (one: Choice) => (groups.value ?? []).filter(group => group.stage === one.stage && group.rule === one.rule).reduce((sum, group) => sum + group.count, 0);
  return (
    <>
      {report && (
        <Notice tone={report.still_dead > 0 ? 'warn' : 'ok'}>
          {`Replayed ${plural(report.chosen, 'record')}: ${count(report.stored)} stored as ${plural(report.rows, 'row')}, ${count(report.filtered)} left out by views or rules, ${count(report.still_dead)} refused again.`}
        </Notice>
      )}
      <Section title="By reason" id="reasons" aside={all > 0 && mayEdit() && (
        <button type="button" onClick={() => setReplay({ choice: null, letters: all })}>{`Replay all ${count(all)}`}</button>
      )}>
        {groups.error && <Notice tone="bad"><bdi>{groups.error}</bdi></Notice>}
        {groups.value === null ? <p class="loading" role="status">{groups.busy ? 'Loading…' : ''}</p>
          : groups.value.length === 0 ? <Empty>{`Every record of ${name} was good so far.`}</Empty> : (
          <Scroll label="Dead letters by reason">
            <table class="data rows">
              <thead>
                <tr>
                  <th scope="col">Reason</th><th scope="col">Stage</th><th scope="col">Rule</th><th scope="col" class="number">Count</th>
                  <th scope="col">First</th><th scope="col">Last</th><th scope="col"><span class="hidden">Actions</span></th>
                </tr>
              </thead>
              <tbody>
                {groups.value.map((group, i) => (
                  <tr key={i} class={same(group) ? 'chosen' : ''}>
                    <th scope="row" class="wrap"><bdi>{group.reason}</bdi></th>
                    <td>{group.stage}</td>
                    <td><bdi>{group.rule}</bdi></td>
                    <td class="number">{count(group.count)}</td>
                    <td class="when">{time(group.first)}</td>
                    <td class="when">{time(group.last)}</td>
                    <td class="actions">
                      <button type="button" aria-pressed={same(group)} onClick={() => setChoice(same(group) ? null : group)}>{same(group) ? 'Show all' : 'Show'}</button>
                      {mayEdit() && <button type="button" onClick={() => setReplay({ choice: group, letters: of(group) })}>Replay</button>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Section>
      <Section title="Records" id="records" aside={<span class="muted">{choice ? `stage ${choice.stage}, rule ${choice.rule}; ` : ''}{`the newest ${SHOWN}`}</span>}>
        {letters.error && <Notice tone="bad"><bdi>{letters.error}</bdi></Notice>}
        {(letters.value ?? []).length === 0 ? <Empty>{letters.busy ? 'Loading…' : 'There are none.'}</Empty> : (
          <Scroll label="Records" tall>
            <table class="data rows">
              <thead>
                <tr>
                  <th scope="col">Place</th><th scope="col">Refused</th><th scope="col">Reason</th><th scope="col">Value</th>
                  <th scope="col"><span class="hidden">Actions</span></th>
                </tr>
              </thead>
              <tbody>
                {letters.value!.map((one, i) => (
                  <tr key={i}>
                    <th scope="row" class="place">{`${one.topic}/${one.partition}/${one.offset}`}</th>
                    <td class="when">{time(one.time)}</td>
                    <td class="wrap"><bdi>{one.reason}</bdi></td>
                    <td class="cut"><code><bdi>{preview(one.value)}</bdi></code></td>
                    <td class="actions"><button type="button" aria-label={`Look into record ${one.topic}/${one.partition}/${one.offset}`} onClick={() => setLetter(one)}>Look</button></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Section>
      {letter && <LetterDialog letter={letter} onClose={() => setLetter(null)} />}
      {replay && (
        <ReplayDialog name={name} choice={replay.choice} letters={replay.letters} onClose={() => setReplay(null)} onDone={done => {
          setReplay(null);
          setReport(done);
          groups.reload();
          letters.reload();
        }} />
      )}
    </>
  );
}

const preview = (bytes: Bytes | null) => (bytes === null ? '' : (bytes.text ?? `${bytes.base64} (base64)`).slice(0, 200));

function Content({ bytes }: { bytes: Bytes | null }) {
  if (bytes === null) return <span class="null">none</span>;
  return <pre tabIndex={0}><bdi>{bytes.text ?? bytes.base64}</bdi></pre>;
}

function LetterDialog({ letter, onClose }: { letter: Letter; onClose: () => void }) {
  return (
    <Dialog title={`${letter.topic} / ${letter.partition} / ${letter.offset}`} onClose={onClose} wide>
      <Notice tone="warn"><bdi>{letter.reason}</bdi></Notice>
      <dl class="facts">
        <dt>Source</dt><dd>{letter.source}</dd>
        <dt>Stage, rule</dt><dd>{letter.stage}, <bdi>{letter.rule}</bdi></dd>
        {letter.output && <><dt>Output</dt><dd>{letter.output}</dd></>}
        <dt>Record's time</dt><dd>{time(letter.record_time)}</dd>
        <dt>Refused</dt><dd>{time(letter.time)}</dd>
        <dt>Key</dt><dd><Content bytes={letter.key} /></dd>
        <dt>Value{letter.value?.text === null ? ' (base64)' : ''}</dt><dd><Content bytes={letter.value} /></dd>
        {letter.headers.map((header, i) => <><dt key={`t${i}`}>Header <bdi>{header.name}</bdi></dt><dd key={`d${i}`}><Content bytes={header.value} /></dd></>)}
      </dl>
      <p><Link to={`/topics/${encodeURIComponent(letter.topic)}`}>What else is in the topic</Link></p>
    </Dialog>
  );
}

function ReplayDialog({ name, choice, letters, onClose, onDone }: {
  name: string; choice: Choice | null; letters: number; onClose: () => void; onDone: (report: ReplayReport) => void;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  return (
    <Dialog title="Replay dead letters?" onClose={onClose}>
      <p>
        {`${plural(letters, 'dead letter')} of `}<strong>{name}</strong>
        {choice ? <>{' with stage '}<strong>{choice.stage}</strong>{' and rule '}<strong><bdi>{choice.rule}</bdi></strong></> : ''}
        {' go through the pipeline as it is deployed now. What passes is stored in the outputs and leaves the dead letters; what fails again stays.'}
      </p>
      {error && <Notice tone="bad"><bdi>{error}</bdi></Notice>}
      <div class="buttons">
        <button type="button" onClick={onClose} disabled={busy}>Cancel</button>
        <button type="button" class="primary" disabled={busy} onClick={() => {
          setBusy(true);
          setError(null);
          post<ReplayReport>(`${pipelinePath(name)}/dead-letters/replay`, choice ? { stage: choice.stage, rule: choice.rule } : {})
            .then(onDone, (e: unknown) => { setError(message(e)); setBusy(false); });
        }}>{busy ? 'Replaying…' : `Replay ${count(letters)}`}</button>
      </div>
    </Dialog>
  );
}

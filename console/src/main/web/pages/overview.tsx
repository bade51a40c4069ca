import { Fragment } from 'preact';
import { count, plural, rate, seconds, short, time } from '../lib/format';
import type { Overview as Picture } from '../lib/api';
import { useEvents, useTitle } from '../lib/hooks';
import { Empty, Figure, Link, Mark, Notice, Scroll, Section, Spark } from '../parts/parts';

export function Overview() {
  useTitle('Overview');
  const { picture, lost } = useEvents<Picture>('/api/events');
  return (
    <>
      <h1>Overview</h1>
      {lost && <Notice tone="warn">The connection to the runtime is lost. It is tried again; what is shown may be old.</Notice>}
      {picture === null ? <p class="loading" role="status">Loading…</p> : <Content picture={picture} />}
    </>
  );
}

function Content({ picture }: { picture: Picture }) {
  const all = picture.pipelines.map(pipeline => pipeline.status);
  const sum = (of: (status: (typeof all)[number]) => number) => all.reduce((total, status) => total + of(status), 0);
  const dead = sum(status => status.dead_letters);
  return (
    <>
      <dl class="figures">
        <Figure name="running">{`${count(all.filter(status => status.state === 'running').length)} of ${count(all.length)}`}</Figure>
        <Figure name="records/s">{rate(sum(status => status.records_per_second))}</Figure>
        <Figure name="furthest behind">{seconds(Math.max(0, ...all.map(status => status.seconds_behind)))}</Figure>
        <Figure name="records">{short(sum(status => status.records))}</Figure>
        <Figure name="dead letters" tone={dead > 0 ? 'warn' : undefined}>{short(dead)}</Figure>
      </dl>
      <Section title="Pipelines" id="pipelines" aside={<span class="muted">{plural(all.length, 'pipeline')}</span>}>
        {all.length === 0
          ? <Empty>No pipeline is deployed. Deploy one with <code>penstock apply FILE</code>.</Empty>
          : (
            <Scroll label="Pipelines">
              <table class="data rows">
                <thead>
                  <tr>
                    <th scope="col">Pipeline</th>
                    <th scope="col">State</th>
                    <th scope="col">Last minute</th>
                    <th scope="col" class="number">Records/s</th>
                    <th scope="col" class="number">Behind</th>
                    <th scope="col" class="number">Records</th>
                    <th scope="col" class="number">Dead letters</th>
                    <th scope="col">Last commit</th>
                  </tr>
                </thead>
                <tbody>
                  {picture.pipelines.map(({ status, trend }) => (
                    <Fragment key={status.name}>
                      <tr class={status.last_error ? 'joined' : ''}>
                        <th scope="row">
                          <Link to={`/pipelines/${encodeURIComponent(status.name)}`}>{status.name}</Link>
                          {status.owner && <small><bdi>{status.owner}</bdi></small>}
                        </th>
                        <td><Mark state={status.state} /></td>
                        <td><Spark values={trend.records} /></td>
                        <td class="number">{rate(status.records_per_second)}</td>
                        <td class="number">{seconds(status.seconds_behind)}</td>
                        <td class="number">{short(status.records)}</td>
                        <td class="number">
                          {status.dead_letters > 0
                            ? <Link to={`/dead-letters/${encodeURIComponent(status.name)}`}>{short(status.dead_letters)}</Link>
                            : '0'}
                        </td>
                        <td class="when">{status.last_commit ? time(status.last_commit) : '–'}</td>
                      </tr>
                      {status.last_error && (
                        <tr class="error">
                          <td colSpan={8}><bdi>{status.last_error}</bdi></td>
                        </tr>
                      )}
                    </Fragment>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )}
      </Section>
      <Section title="Services" id="services">
        <Scroll label="Services">
          <table class="data rows">
            <thead>
              <tr>
                <th scope="col">Service</th>
                <th scope="col">Health</th>
                <th scope="col" class="number">Port</th>
                <th scope="col" class="number">Restarts</th>
                <th scope="col">Detail</th>
              </tr>
            </thead>
            <tbody>
              {(picture.services.length > 0
                ? picture.services
                : [{ service: 'runtime', health: picture.runtime.status, port: Number(location.port), restarts: 0, detail: null }]
              ).map(service => (
                <tr key={service.service}>
                  <th scope="row">{service.service}</th>
                  <td><Mark state={service.health} /></td>
                  <td class="number">{service.port ?? '–'}</td>
                  <td class="number">{service.restarts}</td>
                  <td>
                    {service.detail ?? (service.service === 'runtime'
                      ? `version ${picture.runtime.version}, ${count(picture.runtime.memory_mib)} MiB`
                      : '')}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </Section>
    </>
  );
}

import { EChart } from './echart';
import type { Clicked, Picture } from './pictures';

const LEGEND = 12;

/**
 * A drawing with its legend, and in words for those who do not see it.
 *
 * @param picks whether a click on a value of a column means something
 * @param pick called with a column and the value that was clicked
 */
export function Figure({ title, picture, picks, pick }: {
  title: string; picture: Picture; picks: (column: string) => boolean; pick: (column: string, value: string) => void;
}) {
  const clicked = (at: Clicked) => {
    const found = picture.clicked(at).find(([column]) => picks(column));
    if (found) pick(...found);
  };
  const column = picture.legendColumn;
  const more = picture.legend.length - LEGEND;
  return (
    <figure class={`figure-box${picture.beside ? ' beside' : ''}`} aria-label={title}>
      <figcaption class="hidden">{picture.summary}</figcaption>
      <EChart option={picture.option} height={picture.height} onClick={picture.columns.some(picks) ? clicked : null} />
      {picture.legend.length > 0 && (
        <ul class="legend" aria-label={`Legend of ${title}`}>
          {picture.legend.slice(0, LEGEND).map(entry => {
            const inner = <><span class={`swatch c${entry.slot}`} /><bdi class="name">{entry.name}</bdi>{entry.note && <span class="note">{entry.note}</span>}</>;
            return (
              <li key={entry.name}>
                {column !== null && picks(column) ? <button type="button" class="quiet" onClick={() => pick(column, entry.name)}>{inner}</button> : <span>{inner}</span>}
              </li>
            );
          })}
          {more > 0 && <li class="muted">{`and ${more} more`}</li>}
        </ul>
      )}
      {picture.scale && (
        <p class="scale" aria-hidden="true"><span>{picture.scale[0]}</span><span class="ramp" /><span>{picture.scale[1]}</span></p>
      )}
    </figure>
  );
}

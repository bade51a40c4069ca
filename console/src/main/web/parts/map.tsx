import type { Bounds, PanelProps, Place } from '../lib/dashboards';
import { Rows } from './values';

/** Where rows are. */
export default function MapPanel({ panel, data }: PanelProps & { place: Place; zoomed: (bounds: Bounds | null) => void; bounds: Bounds | null }) {
  return (
    <div class="scroll panel-rows" role="group" aria-label={`Rows of ${panel.title}`} tabIndex={0}>
      <Rows columns={data.columns} rows={data.rows.slice(0, 100)} caption={panel.title} />
    </div>
  );
}

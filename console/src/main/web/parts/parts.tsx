import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { go } from '../lib/route';
import type { State } from '../lib/api';

export function Link({ to, children, current, className }: { to: string; children: ComponentChildren; current?: boolean; className?: string }) {
  return (
    <a
      href={to}
      class={className}
      aria-current={current ? 'page' : undefined}
      onClick={event => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}

const MARKS: Record<string, string> = {
  running: 'ok', up: 'ok', finished: 'ok', starting: 'calm', waiting: 'warn', failing: 'warn', stopped: 'calm', failed: 'bad', down: 'bad',
};

/** A state as a word with a mark; the colour alone says nothing. */
export function Mark({ state }: { state: State | string }) {
  return <span class={`mark ${MARKS[state] ?? 'calm'}`}>{state}</span>;
}

export function Figure({ name, children, tone }: { name: string; children: ComponentChildren; tone?: 'bad' | 'warn' }) {
  return (
    <div class={`figure ${tone ?? ''}`}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function Notice({ tone, children }: { tone: 'bad' | 'warn' | 'ok' | 'calm'; children: ComponentChildren }) {
  return <div class={`notice ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>{children}</div>;
}

export function Section({ title, aside, children, id }: { title: string; aside?: ComponentChildren; children: ComponentChildren; id: string }) {
  return (
    <section aria-labelledby={id}>
      <header class="section-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}

/** A wide thing that scrolls by itself, with the keyboard too. */
export function Scroll({ label, children, tall }: { label: string; children: ComponentChildren; tall?: boolean }) {
  return <div class={`scroll card ${tall ? 'tall' : ''}`} role="group" aria-label={label} tabIndex={0}>{children}</div>;
}

export function Empty({ children }: { children: ComponentChildren }) {
  return <div class="card empty">{children}</div>;
}

/** A dialog of the browser's own: it keeps the focus within, Escape closes it, and the focus goes back to what opened it. */
export function Dialog({ title, onClose, children, wide }: { title: string; onClose: () => void; children: ComponentChildren; wide?: boolean }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current!;
    shown.showModal();
    return () => shown.close(); // while it is still in the page: only then the focus goes back
  }, []);
  return (
    <dialog ref={dialog} class={wide ? 'wide' : ''} aria-labelledby="dialog-title" onClose={onClose}>
      <header>
        <h2 id="dialog-title">{title}</h2>
        <button type="button" class="quiet" aria-label="Close" onClick={() => dialog.current?.close()}>✕</button>
      </header>
      {children}
    </dialog>
  );
}

/** A small line of figures over time. What it shows is told beside it in words, so it is decoration. */
export function Spark({ values }: { values: number[] }) {
  const width = 120;
  const height = 28;
  const most = Math.max(1, ...values);
  const step = width / Math.max(1, values.length - 1);
  const points = values.map((value, i) => `${(i * step).toFixed(1)},${(height - 2 - (value / most) * (height - 4)).toFixed(1)}`);
  return (
    <svg class="spark" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true" preserveAspectRatio="none">
      <polygon points={`0,${height} ${points.join(' ')} ${width},${height}`} />
      <polyline points={points.join(' ')} />
    </svg>
  );
}

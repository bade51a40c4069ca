import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { findSession } from './api';

/**
 * The newest picture of a stream of events; `lost` while there is no connection, which the browser tries to get again. There is none while
 * the page is hidden: a browser has six connections to a host for all its tabs.
 */
export function useEvents<T>(path: string): { picture: T | null; lost: boolean } {
  const [picture, setPicture] = useState<T | null>(null);
  const [lost, setLost] = useState(false);
  useEffect(() => {
    setPicture(null);
    let source: EventSource | null = null;
    let again: ReturnType<typeof setTimeout> | undefined;
    let left = false;
    const close = () => {
      clearTimeout(again);
      source?.close();
      source = null;
    };
    const open = () => {
      close();
      if (!document.hidden) listen(source = new EventSource(path));
    };
    const listen = (source: EventSource) => {
      source.onmessage = event => {
        setLost(false);
        setPicture(JSON.parse(event.data as string) as T);
      };
      source.addEventListener('end', () => {
        source.close();
        check();
      });
      source.onerror = () => {
        setLost(true);
        if (source.readyState === EventSource.CLOSED) check();
      };
    };
    // either the session has ended, which this finds out, or the runtime is away for a while
    const check = () => {
      findSession().catch(() => undefined).finally(() => { if (!left) again = setTimeout(open, 2_000); });
    };
    open();
    document.addEventListener('visibilitychange', open);
    return () => {
      left = true;
      document.removeEventListener('visibilitychange', open);
      close();
    };
  }, [path]);
  return { picture, lost };
}

export interface Loaded<T> { value: T | null; error: string | null; busy: boolean; reload: () => void }

/** What a promise gives; asked for again when `key` changes. An answer that is overtaken is left out. */
export function useLoaded<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ value: T | null; error: string | null; busy: boolean }>({ value: null, error: null, busy: key !== null });
  const [turn, setTurn] = useState(0);
  const known = useRef<string | null>(null);
  useEffect(() => {
    if (key === null) return;
    const abort = new AbortController();
    const fresh = known.current !== key;
    known.current = key;
    setState(old => ({ value: fresh ? null : old.value, error: null, busy: true }));
    load(abort.signal).then(
      value => { if (!abort.signal.aborted) setState({ value, error: null, busy: false }); },
      (e: unknown) => { if (!abort.signal.aborted) setState(old => ({ value: old.value, error: message(e), busy: false })); });
    return () => abort.abort();
  }, [key, turn]);
  return { ...state, reload: useCallback(() => setTurn(n => n + 1), []) };
}

export const message = (e: unknown) => (e instanceof Error ? e.message : String(e));

export function useTitle(title: string): void {
  useEffect(() => { document.title = `${title} · Penstock`; }, [title]);
}

/** A part of the console that is loaded when it is asked for. */
export function useModule<T>(load: () => Promise<T>): T | null {
  const [module, setModule] = useState<T | null>(null);
  useEffect(() => { load().then(found => setModule(() => found), () => undefined); }, []);
  return module;
}

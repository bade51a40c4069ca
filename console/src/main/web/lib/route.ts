import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';

const listeners = new Set<() => void>();

export function go(path: string, replace = false): void {
  if (replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  window.scrollTo(0, 0);
  listeners.forEach(call => call());
}

/** Parts of the path, decoded: `/pipelines/a%20b` is `['pipelines', 'a b']`. */
export function useRoute(): string[] {
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const changed = () => setPath(location.pathname);
    listeners.add(changed);
    window.addEventListener('popstate', changed);
    return () => {
      listeners.delete(changed);
      window.removeEventListener('popstate', changed);
    };
  }, []);
  return path.split('/').filter(part => part !== '').map(part => {
    try { return decodeURIComponent(part); } catch { return part; }
  });
}

/**
 * What stands behind the `?` of the address, and a way to change it: the page stays where it is, the address can be passed on, and Back
 * leads to what was there before.
 */
export function useQuery(): [URLSearchParams, (query: URLSearchParams) => void] {
  const [text, setText] = useState(location.search);
  useEffect(() => {
    const changed = () => setText(location.search);
    listeners.add(changed);
    window.addEventListener('popstate', changed);
    return () => {
      listeners.delete(changed);
      window.removeEventListener('popstate', changed);
    };
  }, []);
  const query = useMemo(() => new URLSearchParams(text), [text]);
  const change = useCallback((changed: URLSearchParams) => {
    history.pushState(null, '', changed.size === 0 ? location.pathname : `${location.pathname}?${changed.toString()}`);
    listeners.forEach(call => call());
  }, []);
  return [query, change];
}

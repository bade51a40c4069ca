import { useEffect, useState } from 'preact/hooks';

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

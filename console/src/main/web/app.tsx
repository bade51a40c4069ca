import './app.css';
import { render, type ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { currentSession, findSession, signOut, whenSessionChanges, type Session } from './lib/api';
import { go, useRoute } from './lib/route';
import { message } from './lib/hooks';
import { Link, Notice } from './parts/parts';
import { SignIn } from './pages/sign-in';
import { Overview } from './pages/overview';

type Page = ComponentType<{ name: string | null }>;

// what is not on the first page is loaded when it is asked for
const PAGES: Record<string, () => Promise<{ default: Page }>> = {
  pipelines: () => import('./pages/pipeline'),
  'dead-letters': () => import('./pages/dead-letters'),
  dashboards: () => import('./pages/dashboards'),
  sql: () => import('./pages/sql'),
  topics: () => import('./pages/topics'),
};
const NAVIGATION: [string, string][] = [['', 'Overview'], ['dashboards', 'Dashboards'], ['dead-letters', 'Dead letters'], ['sql', 'SQL'], ['topics', 'Topics']];

type Theme = 'auto' | 'light' | 'dark';
const THEMES: Theme[] = ['auto', 'light', 'dark'];
const keptTheme = () => THEMES.find(theme => theme === localStorage.getItem('penstock-theme')) ?? 'auto';

function applyTheme(theme: Theme) {
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(keptTheme);
  return (
    <label class="theme">
      <span class="hidden">Colours</span>
      <select value={theme} onChange={event => {
        const chosen = event.currentTarget.value as Theme;
        localStorage.setItem('penstock-theme', chosen);
        applyTheme(chosen);
        setTheme(chosen);
      }}>
        <option value="auto">Auto</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
    </label>
  );
}

function Lazy({ page, name }: { page: string; name: string | null }) {
  const [loaded, setLoaded] = useState<Page | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    PAGES[page]!().then(module => setLoaded(() => module.default), (e: unknown) => setError(message(e)));
  }, []);
  const Found = loaded;
  if (error) return <Notice tone="bad">{`Cannot load this page: ${error}`}</Notice>;
  return Found ? <Found name={name} /> : <p class="loading" role="status">Loading…</p>;
}

function Frame({ session, signedOut }: { session: Session; signedOut: () => void }) {
  const [first = '', name = null] = useRoute();
  const page = first === '' || first in PAGES ? first : null;
  return (
    <>
      <a class="skip" href="#content">To the content</a>
      <header class="bar">
        <Link to="/" className="brand">
          <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
            <rect width="32" height="32" rx="7" class="brand-ground" />
            <path d="M7 8h5l8 12h5" class="brand-pipe" />
            <path d="M7 20h4" class="brand-water" />
          </svg>
          <span>Penstock</span>
        </Link>
        <nav aria-label="Pages">
          {NAVIGATION.map(([path, label]) => (
            <Link key={path} to={`/${path}`} current={path === first || (path === '' && first === 'pipelines')}>{label}</Link>
          ))}
        </nav>
        <div class="who">
          <ThemeSwitch />
          <span class="name"><bdi>{session.name}</bdi><small>{session.role}</small></span>
          <button type="button" class="quiet" onClick={() => { signOut().then(signedOut, () => go('/sign-in', true)); }}>Sign out</button>
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {page === null && <><h1>Not found</h1><p>There is no such page. <Link to="/">Back to the overview</Link></p></>}
        {page === '' && <Overview />}
        {page !== null && page !== '' && <Lazy key={`${page}/${name ?? ''}`} page={page} name={name} />}
      </main>
    </>
  );
}

function Console() {
  const [session, setSession] = useState<Session | null>(null);
  const [state, setState] = useState<'asking' | 'known' | 'away'>('asking');
  const [first] = useRoute();
  useEffect(() => {
    whenSessionChanges(now => {
      setSession(now);
      if (now === null && location.pathname !== '/sign-in') go(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`, true);
    });
    const code = first === 'sign-in' && new URLSearchParams(location.search).has('code');
    findSession().then(
      found => { setSession(code ? null : found); setState('known'); }, // a code is used also by somebody who is signed in already
      () => setState('away'));
  }, []);
  if (state === 'asking') return null;
  if (state === 'away') return <main class="alone"><Notice tone="bad">The runtime does not answer. See how it is with: penstock status</Notice></main>;
  if (session === null) {
    return <SignIn done={next => { setSession(currentSession()); if (location.pathname === '/sign-in') go(next, true); }} />;
  }
  return <Frame session={session} signedOut={() => { setSession(null); go('/sign-in', true); }} />; // who comes next begins anew
}

applyTheme(keptTheme());
render(<Console />, document.getElementById('console')!);

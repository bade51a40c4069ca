import { useEffect, useRef, useState } from 'preact/hooks';
import { signIn } from '../lib/api';
import { message, useTitle } from '../lib/hooks';
import { Notice } from '../parts/parts';

/** The page of the console that a link leads to. Whatever somebody has written into it, it is a path of this host. */
function pathAfter(): string {
  const next = new URLSearchParams(location.search).get('next') ?? '/';
  return /^\/(?![/\\])[^\\\s]*$/.test(next) && URL.canParse(next, location.origin) && new URL(next, location.origin).origin === location.origin ? next : '/';
}

/** By the code of a link, which is sent at once and leaves the address, or by name and password. @param done called with the path to go on to */
export function SignIn({ done }: { done: (next: string) => void }) {
  useTitle('Sign in');
  const [code] = useState(() => new URLSearchParams(location.search).get('code'));
  const [next] = useState(pathAfter);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const name = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);

  const send = (body: Parameters<typeof signIn>[0]) => {
    setBusy(true);
    setError(null);
    signIn(body).then(() => done(next), (e: unknown) => {
      setError(message(e));
      setBusy(false);
      password.current?.select();
    });
  };
  useEffect(() => {
    if (code !== null) {
      history.replaceState(null, '', '/sign-in');
      send({ code });
    } else {
      name.current?.focus();
    }
  }, []);

  return (
    <main class="alone">
      <form class="card sign-in" onSubmit={event => {
        event.preventDefault();
        send({ name: name.current!.value, password: password.current!.value });
      }}>
        <svg viewBox="0 0 32 32" width="40" height="40" aria-hidden="true">
          <rect width="32" height="32" rx="7" class="brand-ground" /><path d="M7 8h5l8 12h5" class="brand-pipe" /><path d="M7 20h4" class="brand-water" />
        </svg>
        <h1>Sign in to Penstock</h1>
        {error && <Notice tone="bad">{error}</Notice>}
        <label>Name<input ref={name} name="name" autocomplete="username" required autocapitalize="none" spellcheck={false} /></label>
        <label>Password<input ref={password} name="password" type="password" autocomplete="current-password" required /></label>
        <button type="submit" class="primary" disabled={busy}>{busy ? 'Signing in…' : 'Sign in'}</button>
        <p class="hint">On this machine, <code>penstock console</code> prints a link that signs you in.</p>
      </form>
    </main>
  );
}

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { sentenceOf } from '../api/failure.ts';
import { Note } from '../parts/note.tsx';
import { SETTINGS } from '../settings.ts';
import { beginSignIn } from '../sign-in/sign-in.ts';
import { Brand } from './brand.tsx';

export function SignInPage({ note }: { readonly note: string | null }): JSX.Element {
  const [problem, setProblem] = useState(note);
  const [isLeaving, setLeaving] = useState(false);
  useEffect(() => void (document.title = 'Sign in · Secret Mask Resolver'), []);
  const begin = (): void => {
    setLeaving(true);
    beginSignIn().catch((error: unknown) => {
      setLeaving(false);
      setProblem(sentenceOf(error));
    });
  };
  return (
    <main class="entrance">
      <Brand />
      <h1>Sign in</h1>
      {problem !== null && <Note kind="bad">{problem}</Note>}
      {SETTINGS.clientId === '' ? (
        <SwitchedOff />
      ) : (
        <>
          <p>Look at connections, test them, and see what to do where one is broken. Secrets stay in AWS: no value of one ever comes here.</p>
          <button type="button" class="button primary" onClick={begin} disabled={isLeaving}>
            {isLeaving ? 'Opening the sign-in…' : 'Sign in'}
          </button>
        </>
      )}
    </main>
  );
}

function SwitchedOff(): JSX.Element {
  return (
    <Note kind="info">
      The console is not switched on in this deployment. Register it with your issuer as a public client (authorization code with PKCE, redirect URI{' '}
      <code>{`${location.origin}/`}</code>), then deploy with <code>--param consoleClientId=…</code>.
    </Note>
  );
}

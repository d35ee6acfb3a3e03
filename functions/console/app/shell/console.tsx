import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { makeApi } from '../api/api.ts';
import { sentenceOf } from '../api/failure.ts';
import { Loading } from '../parts/states.tsx';
import { callerIn, type Session, SessionContext } from '../session.ts';
import { SETTINGS } from '../settings.ts';
import { finishSignIn } from '../sign-in/sign-in.ts';
import { Shell } from './shell.tsx';
import { SignInPage } from './sign-in-page.tsx';

type Entrance = { readonly token: string | null; readonly note: string | null; readonly isOpening: boolean };

const EXPIRED = 'You were signed out, because your sign-in is no longer good. Sign in again to go on where you were.';

/** Who comes in: whoever brings a code of the issuer back, or is asked to get one. */
export function Console(): JSX.Element {
  const [entrance, setEntrance] = useState<Entrance>({ token: null, note: null, isOpening: true });
  const leave = (note: string | null): void => setEntrance({ token: null, note, isOpening: false });
  useEffect(() => {
    finishSignIn().then(
      (token) => setEntrance({ token, note: null, isOpening: false }),
      (error: unknown) => leave(sentenceOf(error)),
    );
  }, []);
  const session = useMemo(() => (entrance.token === null ? null : sessionOf(entrance.token, leave)), [entrance.token]);
  if (entrance.isOpening) return <Loading what="the console" />;
  if (session === null) return <SignInPage note={entrance.note} />;
  return (
    <SessionContext.Provider value={session}>
      <Shell />
    </SessionContext.Provider>
  );
}

function sessionOf(token: string, leave: (note: string | null) => void): Session {
  return {
    api: makeApi(
      () => token,
      () => leave(EXPIRED),
    ),
    caller: callerIn(token, SETTINGS.rolesClaim),
    signOut: () => leave(null),
  };
}

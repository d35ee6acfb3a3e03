import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { parseSecretArn } from '../../../../../shared/masks/arn.ts';
import type { PageProps } from '../pages.ts';
import { KnownSecrets } from './known-secrets.tsx';
import { SecretEntry } from './secret-entry.tsx';
import { SecretView } from './secret-view.tsx';

/** The page of one secret, by its ARN in the address; without one, where to name one. */
export function SecretsPage({ route }: PageProps): JSX.Element {
  const asked = (route.query.get('arn') ?? '').trim();
  const parts = parseSecretArn(asked);
  const wasAt = useRef(asked);
  useEffect(() => {
    document.title = `${parts?.name ?? 'Secrets'} · Secret Mask Resolver`;
    // What had the focus is gone with the page before, and the place in the address is the same: so it is moved from here.
    if (wasAt.current !== asked) document.querySelector('main')?.focus();
    wasAt.current = asked;
  }, [asked]);
  if (parts !== null) return <SecretView key={asked} arn={asked} parts={parts} />;
  return (
    <>
      <h1>Secrets</h1>
      <SecretEntry key={asked} asked={asked} />
      <KnownSecrets />
    </>
  );
}

import type { JSX } from 'preact';
import type { Run } from '../../api/types.ts';
import { Fact } from '../../parts/fact.tsx';
import { Moment } from '../../parts/moment.tsx';
import { hashOf } from '../../route.ts';
import { criteriaOf, selectionText } from '../../runs/selection.ts';
import { SecretLink } from '../../parts/secret-link.tsx';
import { Card } from '../../parts/card.tsx';

/** What the run was asked for, and what it is about. */
export function RunFacts({ run }: { readonly run: Run }): JSX.Element {
  const { id, kind, projects, selector, retryOf, createdAt, finishedAt } = run;
  // The secret of a rotation has a line of its own.
  const criteria = criteriaOf(run.secret ? { ...selector, secretArn: undefined } : selector);
  return (
    <Card title="What was asked for">
      {kind === 'rehearsal' && (
        <p>
          A rehearsal tries the version of a secret that is labelled <code>AWSPENDING</code>: the one that is to become current, and that nobody uses yet. What
          it finds stands in the histories, and changes no connection's state.
        </p>
      )}
      {kind === 'rotation' && <p>The secret has a new current version, so every connection that uses it is verified with it, in all projects.</p>}
      <dl class="facts">
        {(criteria.length === 0 || selector.ids) && (
          <Fact name="Selected">{retryOf === null ? selectionText(run) : <a href={hashOf(['runs', retryOf])}>What failed in an earlier run</a>}</Fact>
        )}
        {criteria.map(({ name, value }) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
        <SecretFacts run={run} />
        <Fact name="Projects">{projects?.join(', ') ?? 'all'}</Fact>
        <Fact name="Begun">
          <Moment at={createdAt} />
        </Fact>
        <Fact name="Over">
          <Moment at={finishedAt} otherwise="not yet" />
        </Fact>
        <Fact name="Id">
          <code>{id}</code>
        </Fact>
      </dl>
    </Card>
  );
}

function SecretFacts({ run: { kind, secret } }: { readonly run: Run }): JSX.Element | null {
  if (secret === null) return null;
  const { arn, versionId, movedAt } = secret;
  return (
    <>
      <Fact name="Secret">
        <SecretLink arn={arn} />
        <br />
        <code>{arn}</code>
      </Fact>
      <Fact name="Version">
        {versionId === null ? (
          'the one that is labelled '
        ) : (
          <>
            <code>{versionId}</code>,{' '}
          </>
        )}
        {kind === 'rehearsal' ? 'AWSPENDING' : 'AWSCURRENT'}
      </Fact>
      {movedAt !== null && (
        <Fact name="Label moved">
          <Moment at={movedAt} />
        </Fact>
      )}
    </>
  );
}

import type { JSX } from 'preact';
import type { StoredConnection } from '../../api/types.ts';
import { Fact } from '../../parts/fact.tsx';
import { MaskedText } from '../../parts/masked-text.tsx';
import { Moment } from '../../parts/moment.tsx';

/** How the connection is made up. What a field holds is text and masks; no value of a secret is ever stored. */
export function Facts({ connection }: { readonly connection: StoredConnection }): JSX.Element {
  const { id, config, labels, schedule, expectIdentity, revision, createdAt, updatedAt } = connection;
  return (
    <section class="card" aria-labelledby="facts">
      <h2 id="facts">Configuration</h2>
      <dl class="facts">
        {Object.entries(config).map(([name, value]) => (
          <Fact key={name} name={name}>
            <MaskedText text={typeof value === 'string' ? value : JSON.stringify(value, null, 1)} isLinked />
          </Fact>
        ))}
        <Fact name="Schedule">{schedule === null ? 'none' : `every ${schedule.every}${schedule.enabled ? '' : ', switched off'}`}</Fact>
        {expectIdentity !== null && <Fact name="Must be signed in as">{expectIdentity}</Fact>}
        <Fact name="Labels">
          {Object.entries(labels)
            .map(([name, value]) => `${name}:${value}`)
            .join(' ') || 'none'}
        </Fact>
        <Fact name="Created">
          <Moment at={createdAt} />
        </Fact>
        <Fact name="Changed">
          <Moment at={updatedAt} />, revision {revision}
        </Fact>
        <Fact name="Id">
          <code>{id}</code>
        </Fact>
      </dl>
    </section>
  );
}

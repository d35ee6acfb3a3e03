import type { JSX } from 'preact';
import type { StoredConnection } from '../../api/types.ts';
import { Card } from '../../parts/card.tsx';
import { Fact } from '../../parts/fact.tsx';
import { MaskedText } from '../../parts/masked-text.tsx';
import { Moment } from '../../parts/moment.tsx';
import { labelsText } from '../../words.ts';

/** How the connection is made up. What a field holds is text and masks; no value of a secret is ever stored. */
export function Facts({ connection }: { readonly connection: StoredConnection }): JSX.Element {
  const { id, config, labels, schedule, expectIdentity, revision, createdAt, updatedAt } = connection;
  return (
    <Card title="Configuration">
      <dl class="facts">
        {Object.entries(config).map(([name, value]) => (
          <Fact key={name} name={name}>
            <MaskedText text={typeof value === 'string' ? value : JSON.stringify(value, null, 1)} isLinked />
          </Fact>
        ))}
        <Fact name="Schedule">{schedule === null ? 'none' : `every ${schedule.every}${schedule.enabled ? '' : ', switched off'}`}</Fact>
        {expectIdentity !== null && <Fact name="Must be signed in as">{expectIdentity}</Fact>}
        <Fact name="Labels">{labelsText(labels) || 'none'}</Fact>
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
    </Card>
  );
}

import type { JSX } from 'preact';
import type { Verification } from '../../api/types.ts';
import { Card } from '../../parts/card.tsx';
import { fieldName } from '../../parts/field-name.ts';
import { Moment } from '../../parts/moment.tsx';
import { SecretLink } from '../../parts/secret-link.tsx';
import { type Column, Table } from '../../parts/table.tsx';

const COLUMNS: readonly Column<Verification['secrets'][number]>[] = [
  { name: 'Secret', cell: ({ arn }) => <SecretLink arn={arn} /> },
  { name: 'Key', cell: ({ key }) => <code>{key}</code> },
  { name: 'Field', cell: ({ field }) => fieldName(field) },
  { name: 'Stage', cell: ({ versionStage }) => versionStage },
  { name: 'Version', cell: ({ versionId }) => <code>{versionId}</code> },
];

/** Which version of which secret went into which field at the last test; what else depends on a secret stands on its page. */
export function SecretsUsed({ verification }: { readonly verification: Verification | null }): JSX.Element | null {
  if (verification === null) return null;
  const { secrets, startedAt } = verification;
  return (
    <Card title="Secrets used">
      <p class="faint">
        {secrets.length === 0 ? 'The last test read no secret' : 'By the last test'}, <Moment at={startedAt} />.
      </p>
      {secrets.length > 0 && <Table items={secrets} keyOf={({ arn, key, field }) => arn + key + field} columns={COLUMNS} />}
    </Card>
  );
}

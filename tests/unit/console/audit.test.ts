import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../functions/console/app/api/types.ts';
import { actionText, resultWord, secretsOnce } from '../../../functions/console/app/audit/audit-words.ts';
import { fieldName } from '../../../functions/console/app/parts/field-name.ts';

const failed: AuditEntry['result'] = { status: 'not_attempted', code: 'secret_not_found', httpStatus: null, versionIds: [] };
const ok: AuditEntry['result'] = { status: 'authorized', code: 'ok', httpStatus: 200, versionIds: ['v1'] };

describe('an entry of the audit', () => {
  it.each([
    [{ action: 'test', connectionId: 'con_1' }, 'Tested the connection'],
    [{ action: 'test', connectionId: null }, 'Tested an unsaved config'],
    [{ action: 'list_keys', connectionId: null }, 'Listed the key names'],
    [{ action: 'test_store', connectionId: null }, 'Tested the store'],
  ] as const)('%j says "%s"', (entry, text) => expect(actionText(entry)).toBe(text));

  it.each([
    [{ action: 'test', result: ok }, 'Authorized', 'good'],
    [{ action: 'test', result: failed }, 'Not attempted', 'warning'],
    [{ action: 'list_keys', result: ok }, 'Done', 'good'],
    [{ action: 'test_store', result: failed }, 'Failed', 'bad'],
    [{ action: 'test', result: null }, 'Not ended', 'calm'],
    [{ action: 'list_keys', result: null }, 'Not ended', 'calm'],
  ] as const)('%j came out as "%s"', (entry, label, tone) => expect(resultWord(entry)).toMatchObject({ label, tone }));

  it('names each key once, however many fields it went into, and two secrets that share a key name twice', () => {
    const use = (arn: string, key: string | null, field: string | null) => ({ arn, key, field });
    const uses = [use('a', 'k', '/config/x'), use('a', 'k', '/config/y'), use('b', 'k', '/config/x'), use('a', null, null)];
    expect(secretsOnce(uses)).toEqual([
      { arn: 'a', key: 'k' },
      { arn: 'b', key: 'k' },
      { arn: 'a', key: null },
    ]);
  });
});

it.each([
  ['/config/personalAccessToken', 'personalAccessToken'],
  ['/config/headers/X-Api-Key', 'headers/X-Api-Key'],
  ['/config/headers/a~1b~0c', 'headers/a/b~c'],
])('the field at %s is called "%s"', (pointer, name) => expect(fieldName(pointer)).toBe(name));

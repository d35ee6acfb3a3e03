import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../../shared/connectors/fields.ts';
import { namesOf } from '../../../shared/connectors/template.ts';
import { driverOf } from '../../../shared/wire/drivers.ts';
import { LOGINS } from '../connectors/samples.ts';

const schema = JSON.parse(readFileSync(new URL('../../../shared/connectors/connector.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv2020({ strict: false, formats: { regex: (text: string) => Boolean(new RegExp(text)) } }).compile(schema);
const WAYS = LOGINS.flatMap((connector) =>
  connector.methods.map((method) => [`${connector.id} by ${method.id}`, connector, method, method.probe ?? connector.probe] as const),
);

describe.each(WAYS)('%s', (_, connector, method, spec) => {
  const fields = fieldsOf(connector, method);
  const fieldOf = (name: string) => fields.find((field) => field.name === name);

  it('is as the schema says', () => expect(validate(connector) || validate.errors).toBe(true));
  it('tells its driver nothing but what that declares, and only of its own fields', async () => {
    const { settings } = await driverOf(spec.protocol ?? '');
    const login = spec.login ?? {};
    expect(Object.keys(login).filter((name) => !settings.includes(name))).toEqual([]);
    expect(
      Object.values(login)
        .flatMap(namesOf)
        .filter((name) => !fieldOf(name)),
    ).toEqual([]);
  });
  it('has a secret that is not optional, and no field by which TLS or its verification could be left out', () => {
    expect(fields.filter(({ kind, required }) => kind === 'secret' && required).length).toBeGreaterThan(0);
    const options = fields.flatMap(({ options: choices }) => choices ?? []);
    expect(options.filter((option) => /^(?:off|none|disable|require|prefer|allow|insecure|verify-ca)$/i.test(option))).toEqual([]);
    expect(fields.filter(({ name }) => /certificateauthority|^ca|cacert|verify|insecure|rejectun/i.test(name))).toEqual([]);
  });
  it('forms host and port of plain fields, and stays inside its own ports unless the operator allows more', () => {
    for (const name of namesOf(method.base ?? connector.base)) expect(fieldOf(name)).toMatchObject({ maskable: false, origin: true });
    expect(method.base ?? connector.base).toMatch(/^tcp:\/\//);
    expect(connector.ports).toContain(Number(fieldOf('port')?.default ?? connector.ports[0]));
  });
  it('has a rule for "ok" and one for refused credentials, and judges by codes alone', () => {
    expect(connector.rules.find((rule) => rule.code?.includes('ok'))).toMatchObject({ outcome: 'ok' });
    expect(connector.rules.filter(({ outcome }) => outcome === 'bad_credentials').length).toBeGreaterThan(0);
    expect(connector.rules.filter((rule) => rule.code === undefined)).toEqual([]);
  });
});

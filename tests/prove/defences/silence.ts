import type { Defence } from './defence.ts';

const REPLY = 'tests/unit/http/reply.test.ts';

/** A secret shows nowhere, and no error quotes one. */
export const SILENCE: readonly Defence[] = [
  {
    name: 'secrets are a type',
    file: 'shared/secrets/secret.ts',
    text: "  toJSON(): string {\n    return '[secret]';",
    without: '  toJSON(): string {\n    return this.#value;',
    test: { file: 'tests/unit/secrets/nothing-printed.test.ts', title: 'no printer shows a value: not of vaults, answers, records, sessions or caches' },
  },
  {
    name: 'who opens a secret',
    file: 'shared/journal.ts',
    text: 'export type Journal = {',
    without: 'export const open = (secret: { reveal(): string }): string => secret.reveal();\nexport type Journal = {',
    test: { file: 'tests/unit/architecture.test.ts', title: 'a Secret is opened in these files and nowhere else' },
  },
  {
    name: 'redactor in the recorder',
    file: 'shared/verifications/recorder.ts',
    text: 'return this.#redactor.clean({',
    without: 'return structuredClone({',
    test: { file: 'tests/leak/reflection.test.ts', title: 'the second lock: what slips into the record all the same, written as %s, is taken out of it' },
  },
  {
    name: 'headers are learned as secrets',
    file: 'shared/send-exchange.ts',
    text: '  for (const made of madeOf(request)) recorder.learnHeader(made);\n',
    without: '',
    test: {
      file: 'tests/leak/reflection.test.ts',
      title: 'the second lock: a header made of a value too short to be looked for is taken out of the record as it was sent',
    },
  },
  {
    name: 'hosts are shown without secrets',
    file: 'shared/verifications/recorder.ts',
    text: "    if (!isKnown && !(await this.mayShow(host))) throw new ResolverError('unexpected_response', { hint: UNSHOWN });\n",
    without: '',
    test: { file: 'tests/unit/sessions.test.ts', title: 'a host that a token answer names > shows no secret in its name' },
  },
  {
    name: 'whom credentials belong to, of vendors alone',
    file: 'shared/connectors/identity.ts',
    text: " && kind !== 'customer' && kind !== null",
    without: '',
    test: { file: 'tests/unit/identity.test.ts', title: 'is never taken from a host of a customer, nor of none' },
  },
  {
    name: 'no name that could say a secret',
    file: 'shared/verifications/recorder.ts',
    text: ' && !isKin(text, this.#values)',
    without: '',
    test: {
      file: 'tests/leak/identity.test.ts',
      title: "a value said back as whom it belongs to is nobody's name: ${CELLS.length} ways of writing, in ${PLACES.length} places",
    },
  },
  {
    name: 'tokens are learned as secrets',
    file: 'shared/from-answers.ts',
    text: '  for (const [name, secret] of Object.entries(captured)) if (!isOfOrigin(checked, name)) recorder.learn(secret);\n',
    without: '',
    test: { file: 'tests/leak/identity.test.ts', title: 'so is a token that was issued for it, though it went nowhere but into a body' },
  },
  {
    name: 'no guesses at a secret that is said back',
    file: 'shared/from-answers.ts',
    text: ' || !(await recorder.mayShow(named))',
    without: '',
    test: { file: 'tests/unit/identity.test.ts', title: 'a secret that is said back cannot be guessed at: no guess changes the verdict' },
  },
  {
    name: 'warnings for who may use the secret',
    file: 'shared/http/test-routes.ts',
    text: "may(caller, 'secrets:use', project) ? verification : unwarned",
    without: 'verification',
    test: { file: 'tests/unit/http/stored-tests.test.ts', title: 'warns of odd values who may use the secret, and nobody else, not in the history either' },
  },
  {
    name: 'warnings are not stored',
    file: 'shared/verifications/verification-document.ts',
    text: 'const { steps, warnings: _, ...rest } = verification;',
    without: 'const { steps, ...rest } = verification;',
    test: { file: 'tests/unit/verifications/verification-document.test.ts', title: 'warnings are not kept' },
  },
  {
    name: 'error boundary',
    file: 'shared/http/reply.ts',
    text: 'await answer(event).catch((error: unknown) => problemReply(error, requestId));',
    without: 'await answer(event);',
    test: { file: REPLY, title: '%s ends as internal_error, quoted neither in the answer nor in the log' },
  },
  {
    name: 'error boundary of the log',
    file: 'shared/failure.ts',
    text: 'frames: framesOf(thrown) };',
    without: 'frames: [thrown.message] };',
    test: { file: REPLY, title: '%s ends as internal_error, quoted neither in the answer nor in the log' },
  },
  {
    name: 'error boundary of the network',
    file: 'shared/egress/probe.ts',
    text: '    throw new ResolverError(verdictOfNetworkError(error, outgoing.clientCertificate !== undefined), { host });\n',
    without: '    throw error;\n',
    test: { file: 'tests/integration/probe.test.ts', title: 'a port where nobody listens refuses' },
  },
  {
    name: 'error boundary of AWS',
    file: 'shared/secrets/reader-vault.ts',
    text: '      throw vaultError(error, arn);\n',
    without: '      throw error;\n',
    test: { file: 'tests/unit/secrets/vault-faults.test.ts', title: 'means ${code} for tags' },
  },
  {
    name: 'error boundary of parsing',
    file: 'shared/secrets/key-values.ts',
    text: "  } catch {\n    return undefined; // the error's message quotes the secret\n  }",
    without: '  } finally {\n  }',
    test: { file: 'tests/unit/secrets/key-values.test.ts', title: 'a secret that is %s is named by its ARN and never quoted' },
  },
];

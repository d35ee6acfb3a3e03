import type { Defence } from './defence.ts';

/** What a mask is, where it may stand, and what comes in its place. */
export const MASKS: readonly Defence[] = [
  {
    name: 'field rule',
    file: 'shared/masks/find-references.ts',
    text: "if (policy === 'maskable') search",
    without: "if (policy !== 'origin') search",
    test: {
      file: 'tests/unit/masks/find-references.test.ts',
      title: 'a mask in a field that may not hold one is refused, and in one that forms the address it says why',
    },
  },
  {
    name: 'no mask in a property name',
    file: 'shared/masks/find-references.ts',
    text: '    if (!isQuiet(name)) readName(name, below(place, name), search);\n',
    without: '',
    test: { file: 'tests/unit/masks/find-references.test.ts', title: 'masks and near misses are refused in property names' },
  },
  {
    name: 'near-miss refusal',
    file: 'shared/masks/mask.ts',
    text: 'const misses = nearMisses(text, scan.taken, MOST_ISSUES - scan.issues.length);',
    without: 'const misses = nearMisses(text, scan.taken, 0);',
    test: { file: 'tests/unit/masks/near-miss.test.ts', title: 'a mask is refused, never sent, when it has > %s' },
  },
  {
    name: 'ARN anchor',
    file: 'shared/masks/arn.ts',
    text: '-([A-Za-z0-9]{6})$`',
    without: '-([A-Za-z0-9]{6})`',
    test: { file: 'tests/unit/masks/arn.test.ts', title: 'an ARN is refused > %s' },
  },
  {
    name: 'last ARN counts',
    file: 'shared/masks/mask-body.ts',
    text: "body.lastIndexOf(':arn:')",
    without: "body.indexOf(':arn:')",
    test: { file: 'tests/unit/masks/mask.test.ts', title: 'ends at the last ARN, so the last one is the secret' },
  },
  {
    name: 'single pass',
    file: 'shared/masks/substitute.ts',
    text: 'valueOf(insert).reveal());',
    without: 'fill(valueOf(insert).reveal(), { valueOf, refuse }).reveal());',
    test: { file: 'tests/unit/masks/substitute.test.ts', title: 'the value %j is put in as it is and never read as a mask' },
  },
  {
    name: 'limits of a config',
    file: 'shared/masks/find-references.ts',
    text: '  if (secrets.size > MOST_SECRETS) search.issues.push(limit(`${MOST_SECRETS} distinct secrets`));\n',
    without: '',
    test: { file: 'tests/unit/masks/find-references.test.ts', title: '25 distinct secrets are accepted and 26 are not, however often each is used' },
  },
  {
    name: 'own keys',
    file: 'shared/secrets/look-up.ts',
    text: ' && Object.hasOwn(parent, token)',
    without: '',
    test: { file: 'tests/unit/secrets/look-up.test.ts', title: '"%s" is not a key of a secret that does not hold it' },
  },
  {
    name: 'keys written twice',
    file: 'shared/secrets/key-values.ts',
    text: 'freeze(parsed) !== writtenNames(text)',
    without: 'freeze(parsed) < 0',
    test: { file: 'tests/unit/secrets/key-values.test.ts', title: 'every JSON object with one key written again is refused' },
  },
  {
    name: 'literal credentials',
    file: 'shared/connections/check-config.ts',
    text: "return field.kind === 'secret' ? [plainSecret(pointer, field)] : issuesOfText(pointer, value, field);",
    without: 'return issuesOfText(pointer, value, field);',
    test: {
      file: 'tests/unit/http/stored-connections.test.ts',
      title: 'with a literal in a secret field is refused with the mask to write instead, and the literal is neither stored nor quoted',
    },
  },
];

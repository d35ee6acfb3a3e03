/** A part of the product whose tests must notice when it is changed, and those tests: its own, quick enough to be run thousands of times. */
export type Room = { readonly name: string; readonly mutate: readonly string[]; readonly tests: readonly string[] };

const UNIT = 'tests/unit';

export const ROOMS: readonly Room[] = [
  {
    name: 'binding',
    mutate: ['shared/egress/{bind,host-entries,host-tags,secret-destination}.ts'],
    tests: ['bind', 'decisions', 'host-tags', 'secret-destination'].map((name) => `${UNIT}/egress/${name}.test.ts`),
  },
  {
    name: 'addresses',
    mutate: ['shared/egress/{addresses,cidr,ip-address}.ts'],
    tests: ['addresses', 'guard'].map((name) => `${UNIT}/egress/${name}.test.ts`),
  },
  {
    name: 'guard',
    mutate: ['shared/egress/{guard,parse-destination,request-text}.ts'],
    tests: ['guard', 'parse-destination', 'request-text', 'host-tags'].map((name) => `${UNIT}/egress/${name}.test.ts`),
  },
  {
    name: 'redactor',
    mutate: ['shared/redact/{encodings,needle,needle-index,redactor,spans}.ts'],
    tests: [`${UNIT}/redactor.test.ts`, `${UNIT}/redactor-work.test.ts`],
  },
  {
    name: 'access',
    mutate: ['shared/connections/{access,grants}.ts'],
    tests: ['access', 'forged-roles', 'foreign-ids'].map((name) => `${UNIT}/connections/${name}.test.ts`),
  },
  { name: 'substitute', mutate: ['shared/masks/substitute.ts'], tests: [`${UNIT}/masks/substitute.test.ts`] },
  {
    name: 'masks',
    mutate: ['shared/masks/{arn,find-references,json-pointer,mask,mask-body}.ts'],
    tests: ['arn', 'find-references', 'json-pointer', 'linear', 'mask', 'near-miss'].map((name) => `${UNIT}/masks/${name}.test.ts`),
  },
  {
    name: 'near-misses',
    mutate: ['shared/masks/{diagnosis,folding,near-miss,rewrite,suspicion}.ts'],
    tests: ['diagnosis', 'find-references', 'folding', 'linear', 'mask', 'near-miss', 'rewrite'].map((name) => `${UNIT}/masks/${name}.test.ts`),
  },
];

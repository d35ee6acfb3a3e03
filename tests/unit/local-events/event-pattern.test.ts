import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../infra/local/events/event-pattern.ts';
import type { Json } from '../../../shared/json.ts';

const EVENT = {
  version: '0',
  'detail-type': 'Secret Label Updated',
  source: 'aws.secretsmanager',
  account: '137149879143',
  resources: ['arn:one', 'arn:two'],
  detail: {
    name: 'prod-Jira',
    labelUpdated: 'AWSCURRENT',
    count: 5,
    isNew: false,
    parent: null,
    empty: [],
    inner: { deep: 'x' },
    parts: [
      { kind: 'a', size: 1 },
      { kind: 'b', size: 20 },
    ],
  },
};

// [what, pattern, whether it matches]: the examples of the EventBridge user guide and of event-ruler, in the words of this product's events.
const CASES: readonly (readonly [string, Json, boolean])[] = [
  ['one of several values', { source: ['aws.ec2', 'aws.secretsmanager'] }, true],
  ['another value', { source: ['aws.ec2'] }, false],
  ['all fields at once', { source: ['aws.secretsmanager'], account: ['111122223333'] }, false],
  ['an item of a list', { resources: ['arn:two', 'arn:three'] }, true],
  ['no item of a list', { resources: ['arn:three'] }, false],
  ['a nested field', { detail: { labelUpdated: ['AWSCURRENT'] } }, true],
  ['a field below what is no object', { source: { name: ['aws'] } }, false],
  ['a number', { detail: { count: [5] } }, true],
  ['a number that is a text', { detail: { count: ['5'] } }, false],
  ['false', { detail: { isNew: [false] } }, true],
  ['null', { detail: { parent: [null] } }, true],
  ['null for an absent field', { detail: { none: [null] } }, false],
  ['a name that every object inherits', { detail: { constructor: [{ exists: true }] } }, false],
  ['prefix', { detail: { name: [{ prefix: 'prod-' }] } }, true],
  ['prefix elsewhere', { detail: { name: [{ prefix: 'rod-' }] } }, false],
  ['prefix of a number', { detail: { count: [{ prefix: '5' }] } }, false],
  ['prefix in any case', { detail: { name: [{ prefix: { 'equals-ignore-case': 'PROD-' } }] } }, true],
  ['suffix', { detail: { name: [{ suffix: 'Jira' }] } }, true],
  ['suffix in another case', { detail: { name: [{ suffix: 'jira' }] } }, false],
  ['suffix in any case', { detail: { name: [{ suffix: { 'equals-ignore-case': 'jira' } }] } }, true],
  ['equals-ignore-case', { detail: { name: [{ 'equals-ignore-case': 'PROD-jira' }] } }, true],
  ['anything-but another', { detail: { labelUpdated: [{ 'anything-but': 'AWSPENDING' }] } }, true],
  ['anything-but this one', { detail: { labelUpdated: [{ 'anything-but': ['AWSPENDING', 'AWSCURRENT'] }] } }, false],
  ['anything-but numbers', { detail: { count: [{ 'anything-but': [4, 6] }] } }, true],
  ['anything-but where the field is absent', { detail: { none: [{ 'anything-but': 'x' }] } }, false],
  ['anything-but prefix', { detail: { name: [{ 'anything-but': { prefix: 'prod' } }] } }, false],
  ['anything-but several prefixes', { detail: { name: [{ 'anything-but': { prefix: ['dev', 'test'] } }] } }, true],
  ['anything-but suffix', { detail: { name: [{ 'anything-but': { suffix: 'Jira' } }] } }, false],
  ['anything-but in any case', { detail: { name: [{ 'anything-but': { 'equals-ignore-case': 'PROD-JIRA' } }] } }, false],
  ['anything-but one of two items', { resources: [{ 'anything-but': 'arn:one' }] }, true],
  ['exists', { detail: { name: [{ exists: true }] } }, true],
  ['exists, of null', { detail: { parent: [{ exists: true }] } }, true],
  ['exists, of what is no leaf', { detail: { inner: [{ exists: true }] } }, false],
  ['exists, of an empty list', { detail: { empty: [{ exists: true }] } }, false],
  ['absent', { detail: { none: [{ exists: false }] } }, true],
  ['absent below what is absent', { none: { deeper: [{ exists: false }] } }, true],
  ['absent, of what is there', { detail: { name: [{ exists: false }] } }, false],
  ['absent or of a value', { detail: { count: [{ exists: false }, 5] } }, true],
  ['numeric range', { detail: { count: [{ numeric: ['>', 0, '<=', 5] }] } }, true],
  ['numeric range missed', { detail: { count: [{ numeric: ['>', 5, '<=', 10] }] } }, false],
  ['numeric =', { detail: { count: [{ numeric: ['=', 5] }] } }, true],
  ['numeric >=', { detail: { count: [{ numeric: ['>=', 5] }] } }, true],
  ['numeric <', { detail: { count: [{ numeric: ['<', 5] }] } }, false],
  ['numeric of a text', { detail: { name: [{ numeric: ['>', -5] }] } }, false],
  ['$or by its second part', { $or: [{ source: ['aws.ec2'] }, { account: ['137149879143'] }] }, true],
  ['$or by none', { $or: [{ source: ['aws.ec2'] }, { account: ['111122223333'] }] }, false],
  ['$or and another field', { $or: [{ source: ['aws.secretsmanager'] }, { source: ['x'] }], account: ['x'] }, false],
  ['$or inside', { detail: { $or: [{ name: ['x'] }, { count: [5] }] } }, true],
  ['$or in $or', { $or: [{ source: ['x'] }, { $or: [{ account: ['y'] }, { version: ['0'] }] }] }, true],
  ['one object of a list', { detail: { parts: { kind: ['b'], size: [20] } } }, true],
  ['two objects of a list, mixed', { detail: { parts: { kind: ['a'], size: [20] } } }, false],
];

describe('an event pattern', () => {
  it.each(CASES)('%s', (_, pattern, matches) => {
    expect(compilePattern(pattern)(EVENT)).toBe(matches);
  });
});

describe('what EventBridge would refuse, or is not known here, is refused aloud', () => {
  it.each<readonly [string, Json, string]>([
    ['a text', 'x', 'must be an object'],
    ['an empty object', {}, 'must not be empty'],
    ['a value without a list', { source: 'x' }, 'The field source of an event pattern must be an object or a list that is not empty.'],
    ['an empty list', { source: [] }, 'list that is not empty'],
    ['a list in a list', { source: [['x']] }, 'holds a list'],
    ['two operators at once', { source: [{ prefix: 'a', suffix: 'b' }] }, 'object of its own'],
    ['wildcard', { source: [{ wildcard: 'a*' }] }, 'The operator wildcard of an event pattern is not known here.'],
    ['cidr', { source: [{ cidr: '10.0.0.0/8' }] }, 'The operator cidr'],
    ['an operator that objects inherit', { source: [{ toString: 'x' }] }, 'The operator toString'],
    ['anything-but wildcard', { source: [{ 'anything-but': { wildcard: 'a*' } }] }, 'The operator wildcard in anything-but'],
    ['anything-but of mixed values', { source: [{ 'anything-but': ['a', 1] }] }, 'The operand of anything-but'],
    ['a numeric range of three', { source: [{ numeric: ['>', 1, '<', 2, '=', 3] }] }, 'The operand of numeric'],
    ['a numeric comparison without a number', { source: [{ numeric: ['>'] }] }, 'The operand of numeric'],
    ['a number beyond the limit', { source: [{ numeric: ['>', 5_000_000_001] }] }, 'The operand of numeric'],
    ['exists of a text', { source: [{ exists: 'true' }] }, 'The operand of exists'],
    ['prefix of a number', { source: [{ prefix: 1 }] }, 'The operand of prefix'],
    ['prefix of another operator', { source: [{ prefix: { suffix: 'x' } }] }, 'in prefix or suffix'],
    ['$or of one', { $or: [{ source: ['x'] }] }, '$or must be a list of at least two objects'],
    ['$or of a text', { $or: [{ source: ['x'] }, 'x'] }, '$or must be a list'],
  ])('%s', (_, pattern, sentence) => {
    expect(() => compilePattern(pattern)).toThrow(sentence);
  });
});

import { describe, expect, it } from 'vitest';
import { type Begun, Story } from '../prove/kill-story.ts';
import { progressOn } from '../prove/progress.ts';
import { proofsPage } from '../prove/proofs-page.ts';
import { storedConnection, UNTESTED } from '../helpers/stores/stored-connections.ts';

const ID = `con_${'a'.repeat(32)}`;
const begun = (op: string, kind: Begun['kind'], revision: number, keepsStanding = false): Begun => ({ op, kind, id: ID, revision, keepsStanding });
const found = (revision: number) => storedConnection({ id: ID, revision, standing: UNTESTED });

/** What is said of a connection: operations in order, each begun and, with an outcome, acknowledged. */
function story(...ops: readonly (readonly [Begun, outcome?: string])[]): Story {
  const told = new Story();
  for (const [op, outcome] of ops) {
    told.tell(op);
    if (outcome !== undefined) told.tell({ op: op.op, outcome });
  }
  return told;
}

const CREATED = [begun('c', 'create', 1), 'created'] as const;
const SET = [begun('s', 'stand', 1), 'set'] as const;

describe('what a kill may leave of a connection', () => {
  it.each([
    ['the acknowledged write', story(CREATED), 1, { config: 'c', standing: '' }],
    ['a later one that was in flight', story(CREATED, [begun('r', 'replace', 2)]), 2, { config: 'r', standing: '' }],
    ['the one before what was in flight', story(CREATED, [begun('r', 'replace', 2)]), 1, { config: 'c', standing: '' }],
    ['nothing, where its removal was in flight', story(CREATED, [begun('d', 'remove', 1)]), null, { config: '', standing: '' }],
    ['nothing, where it was being created', story([begun('c', 'create', 1)]), null, { config: '', standing: '' }],
    ['the standing that was set', story(CREATED, SET), 1, { config: 'c', standing: 's' }],
    ['a standing that an edit has kept', story(CREATED, SET, [begun('r', 'replace', 2, true), 'replaced']), 2, { config: 'r', standing: 's' }],
    ['no standing after an edit that gives one', story(CREATED, SET, [begun('r', 'replace', 2), 'replaced']), 2, { config: 'r', standing: '' }],
  ])('%s', (_, told, revision, marks) => {
    expect(told.faultOf(ID, revision === null ? null : found(revision), marks)).toBeNull();
  });

  it.each([
    ['nothing', story(CREATED), null, { config: '', standing: '' }, 'is gone'],
    ['an earlier revision', story(CREATED, [begun('r', 'replace', 2), 'replaced']), 1, { config: 'c', standing: '' }, '2 was acknowledged'],
    ['what was refused', story(CREATED, [begun('r', 'replace', 2), 'conflict']), 2, { config: 'r', standing: '' }, 'nobody wrote'],
    ['another write of that revision', story(CREATED), 1, { config: 'x', standing: '' }, 'nobody wrote'],
    ['what was removed', story(CREATED, [begun('d', 'remove', 1), 'removed']), 1, { config: 'c', standing: '' }, 'was removed'],
    ['no standing, though one was set', story(CREATED, SET), 1, { config: 'c', standing: '' }, 'lost a standing'],
    ['no standing, though an edit was to keep it', story(CREATED, SET, [begun('r', 'replace', 2, true)]), 2, { config: 'r', standing: '' }, 'lost a standing'],
    ['a standing before the last', story(CREATED, SET, [begun('t', 'stand', 1), 'set']), 1, { config: 'c', standing: 's' }, 'set anew'],
  ])('never %s', (_, told, revision, marks, fault) => {
    expect(told.faultOf(ID, revision === null ? null : found(revision), marks)).toContain(fault);
  });

  it('what was in flight may land later only while the engine lives', () => {
    for (const [isEngineAlive, fault] of [
      [true, null],
      [false, expect.stringContaining('nobody wrote')],
    ] as const) {
      const told = story(CREATED, [begun('r', 'replace', 2)]);
      told.settle(new Map([[ID, found(1)]]), () => ({ config: 'c', standing: '' }), isEngineAlive);
      expect(told.faultOf(ID, found(2), { config: 'r', standing: '' })).toEqual(fault);
    }
  });
});

describe('docs/proofs.md', () => {
  const ran = { date: '2026-11-23', node: '24.0.0', cores: 2 };
  const outcome = (name: string, isWithin: boolean) => ({
    proof: { name, claim: `${name} | so`, bound: '≤ 1' },
    figures: [{ name: 'figure', measured: '0.5', isWithin }],
    seconds: 3,
    load: 1.25,
  });

  it('a run replaces the rows of its proofs and keeps the others', () => {
    const before = proofsPage('', [outcome('b-one', true), outcome('a-one', true)], ran);
    expect(before.match(/^\| [ab]-one .*$/gm)).toEqual([
      '| a-one | a-one \\| so | figure: 0.5 | ≤ 1 | holds | 2026-11-23, Node 24.0.0, 2 cores, load 1.3, 3 s |',
      '| b-one | b-one \\| so | figure: 0.5 | ≤ 1 | holds | 2026-11-23, Node 24.0.0, 2 cores, load 1.3, 3 s |',
    ]);
    const after = proofsPage(before, [outcome('b-one', false)], { ...ran, date: '2026-11-24' });
    expect(after).toContain('| does not hold | 2026-11-24');
    expect(after).toContain('| holds | 2026-11-23');
    expect(proofsPage(after, [], ran)).toBe(after);
    expect(after.match(/^\| ---/gm)).toHaveLength(1);
  });
});

describe('progress', () => {
  const lines = (isTTY: boolean): readonly string[] => {
    const written: string[] = [];
    const clock = { ms: 0 };
    const progress = progressOn({ isTTY, columns: 80, write: (text) => written.push(text) }, 'proof', () => clock.ms);
    for (clock.ms = 0; clock.ms <= 12_000; clock.ms += 1_000) progress.tell('steps', clock.ms / 1_000, 12);
    progress.end();
    return written;
  };

  it('is one line that moves on a terminal, and a line every five seconds elsewhere', () => {
    expect(lines(true)).toHaveLength(14);
    expect(lines(true).every((text) => text.startsWith('\r') && !text.includes('\n'))).toBe(true);
    expect(lines(false)).toEqual(['proof: 5 of 12 steps, 5 s\n', 'proof: 10 of 12 steps, 10 s\n']);
  });
});

import { useState } from 'preact/hooks';
import { isSecretArn } from '../../../../shared/masks/arn.ts';
import type { SecretReference } from '../../../../shared/masks/secret-reference.ts';
import { type Entry, entryIn, entryOf, NO_ENTRY, problemsShown, type EntryProblems } from './secret-entry.ts';

/** What is written into the dialog, and what of it is settled. */
export type EntryState = {
  readonly entry: Entry;
  readonly problems: EntryProblems;
  /** A secret that is named to its end and left alone: its keys may be asked for. */
  readonly settledArn: string | null;
  /** What the secret should have a key of; empty where the key is not what decides, or cannot be right. */
  readonly wantedKey: string;
  /** `how`: the input type of the event that brought the text. */
  readonly write: (name: keyof Entry, text: string, how: string) => void;
  readonly choose: (keyName: string) => void;
  readonly leave: (name: keyof Entry) => void;
  /** From now on what is missing is a problem, too. */
  readonly judge: () => void;
};

/** An ARN that was broken in an e-mail is whole again. */
const LINE_BREAKS = /[\r\n]+/g;
const WHOLE_AT_ONCE = new Set(['insertFromPaste', 'insertFromDrop']);

export function useEntry(mask: SecretReference | null): EntryState {
  const [entry, setEntry] = useState(mask === null ? NO_ENTRY : entryOf(mask));
  const [left, setLeft] = useState<readonly (keyof Entry)[]>([]);
  const [isJudged, setJudged] = useState(false);
  const [settled, settle] = useState(entry.secretArn);
  const write = (name: keyof Entry, text: string, how: string): void => {
    const value = text.replace(LINE_BREAKS, '');
    const isPasted = WHOLE_AT_ONCE.has(how);
    const whole = isPasted || value.trimEnd().endsWith('}}') ? entryIn(value) : null;
    setLeft(left.filter((each) => each !== name));
    setEntry(whole ? { ...whole, keyName: whole.keyName || entry.keyName } : { ...entry, [name]: value });
    if (whole) settle(whole.secretArn);
    else if (isPasted && name === 'secretArn') settle(value);
  };
  const leave = (name: keyof Entry): void => {
    setLeft([...left, name]);
    if (name === 'secretArn') settle(entry.secretArn);
  };
  const arn = entry.secretArn.trim();
  const problems = problemsShown(entry, { left, isJudged });
  return {
    entry,
    problems,
    wantedKey: entry.path === '' && problems.keyName === null ? entry.keyName : '',
    settledArn: arn === settled.trim() && isSecretArn(arn) ? arn : null,
    write,
    choose: (keyName) => setEntry({ ...entry, keyName }),
    leave,
    judge: () => setJudged(true),
  };
}

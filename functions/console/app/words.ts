import type { ConnectionState, Verification } from './api/types.ts';

// What codes of the API are called here. The sentences themselves come from the API.

export type Tone = 'good' | 'warning' | 'bad' | 'calm';
export type Word = { readonly label: string; readonly tone: Tone; readonly meaning: string };

export const STATES: Readonly<Record<ConnectionState, Word>> = {
  connected: { label: 'Connected', tone: 'good', meaning: 'Its last test was accepted.' },
  degraded: { label: 'Degraded', tone: 'warning', meaning: 'Good credentials, but a permission is missing.' },
  refused: { label: 'Refused', tone: 'bad', meaning: 'The target said no.' },
  unreachable: { label: 'Unreachable', tone: 'bad', meaning: 'The target could not be asked, or gave no clear answer.' },
  blocked: { label: 'Blocked', tone: 'warning', meaning: 'Nothing was sent: a mask, a secret or its owner stands in the way.' },
  suspended: { label: 'Suspended', tone: 'warning', meaning: 'Its credentials were rejected too often; it is left alone until they change.' },
  untested: { label: 'Untested', tone: 'calm', meaning: 'No test of it as it is now has ended yet.' },
  disabled: { label: 'Disabled', tone: 'calm', meaning: 'It is not verified.' },
};

export const OUTCOMES: Readonly<Record<Verification['status'], Word>> = {
  authorized: { label: 'Authorized', tone: 'good', meaning: 'The target accepted the credentials.' },
  refused: { label: 'Refused', tone: 'bad', meaning: 'The target said no.' },
  inconclusive: { label: 'Inconclusive', tone: 'warning', meaning: 'The target was asked, and its answer does not tell.' },
  not_attempted: { label: 'Not attempted', tone: 'warning', meaning: 'Nothing was sent to the target.' },
};

type StepName = Verification['steps'][number]['name'];
export const STEPS: Readonly<Record<StepName, string>> = {
  find_masks: 'Masks',
  bind: 'Binding',
  fetch_secrets: 'Secret',
  guard: 'Address',
  token: 'Token',
  probe: 'Target',
  close: 'Session closed',
};

/** "team:core env:prod" */
export function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}:${value}`)
    .join(' ');
}

/** "1 connection", "3 connections" */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** "12 ms", "1.4 s", "3 min 20 s", "2 h 5 min" */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${(ms / 1_000).toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

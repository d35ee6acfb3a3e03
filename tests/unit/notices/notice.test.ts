import { expect, it } from 'vitest';
import { readNotice } from '../../../shared/notices/notice.ts';
import { EVENT } from './fixtures.ts';

it('the body is the event as EventBridge has it, and nothing beside it', () => {
  const body = JSON.parse(readNotice({ ...EVENT, more: 'x' })?.body ?? '');
  expect(body).toEqual(EVENT);
});

it('a change of state that is told again in another event has the same id', () => {
  const ids = ['one', 'two'].map((id) => readNotice({ ...EVENT, id })?.id);
  expect(ids).toEqual([EVENT.detail.id, EVENT.detail.id]);
});

it('what has no id of its own goes by that of its event', () => {
  const detail = { runId: 'run_1', kind: 'bulk', total: 3, counts: {} };
  expect(readNotice({ ...EVENT, 'detail-type': 'Verification Run Finished', detail })).toMatchObject({ id: EVENT.id, type: 'Verification Run Finished' });
});

it.each([
  ['nothing', null],
  ['a text', 'Connection Status Changed'],
  ['an event of somebody else', { ...EVENT, source: 'com.example' }],
  ['an event of AWS', { ...EVENT, source: 'aws.secretsmanager' }],
  ['an event without a type', { ...EVENT, 'detail-type': undefined }],
  ['an event without a detail', { ...EVENT, detail: undefined }],
  ['an event without any id', { ...EVENT, id: undefined, detail: {} }],
  ['an id with a full stop, which would move the end of the id in what is signed', { ...EVENT, detail: { id: '5f0c.1795871000' } }],
  ['an id with a line break', { ...EVENT, detail: { id: 'a\r\nx: y' } }],
  ['an id that is a number', { ...EVENT, detail: { id: 7 } }],
])('%s is not a notice', (_, event) => {
  expect(readNotice(event)).toBeNull();
});

import { isJsonObject, type JsonObject } from '../json.ts';

/** An event of the product as the receiver of the webhook gets it. */
export type Notice = {
  /** The same one whenever the same thing is told again: what a receiver knows repetitions by. */
  readonly id: string;
  readonly type: string;
  /** JSON: the event as EventBridge has it. */
  readonly body: string;
};

const SOURCE = 'secret-mask-resolver';
const FIELDS = ['version', 'id', 'detail-type', 'source', 'account', 'time', 'region', 'resources', 'detail'] as const;
/** A full stop would end the id in the text that is signed. */
const ID = /^[\w-]{1,64}$/;

/** Null for whatever is not an event of the product: nothing else is ever signed. */
export function readNotice(event: unknown): Notice | null {
  if (!isJsonObject(event) || event['source'] !== SOURCE) return null;
  const { 'detail-type': type, detail } = event;
  if (typeof type !== 'string' || !isJsonObject(detail)) return null;
  const id = idOf(event, detail);
  const body = Object.fromEntries(FIELDS.flatMap((name) => (event[name] === undefined ? [] : [[name, event[name]]])));
  return id === null ? null : { id, type, body: JSON.stringify(body) };
}

/** A change of state has an id of its own, which outlives a second telling; an event's is new each time. */
function idOf(event: JsonObject, detail: JsonObject): string | null {
  const id = detail['id'] ?? event['id'];
  return typeof id === 'string' && ID.test(id) ? id : null;
}

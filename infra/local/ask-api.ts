import { isJsonObject, type JsonObject } from '../../shared/json.ts';

type Asked = { readonly method: string; readonly token: string; readonly body?: JsonObject; readonly revision?: number };

/** Asks the running API for JSON. @throws Error with method and status, nothing of the answer */
export async function askApi(url: string, { method, token, body, revision }: Asked): Promise<JsonObject> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...(revision !== undefined && { 'if-match': `"${revision}"` }) };
  const response = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  if (!response.ok) throw new Error(`The demonstration could not be set up: ${method} answered HTTP ${response.status}.`);
  const answer: unknown = await response.json();
  return isJsonObject(answer) ? answer : {};
}

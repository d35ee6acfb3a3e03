/** What the SDK's serializing middleware hands to a protocol, and what it takes back; see `ClientProtocol` of @smithy/types. */
export type Operation = { readonly name: string };
export type WireContext = {
  endpoint(): Promise<{ readonly protocol: string; readonly hostname: string; readonly port?: number; readonly path: string; readonly query?: object }>;
  streamCollector(body: unknown): Promise<Uint8Array>;
};
export type WireResponse = { readonly statusCode: number; readonly headers: Readonly<Record<string, string>>; readonly body: unknown };
type Fault = { readonly name: string; readonly message: string; readonly response: WireResponse };

/** A POST to the endpoint. A plain object: the SDK tells requests by their fields. */
export async function post(context: WireContext, headers: Readonly<Record<string, string>>, body: string): Promise<object> {
  const { protocol, hostname, port, path, query } = await context.endpoint();
  return { method: 'POST', protocol, hostname, port, path: path.endsWith('/') ? path : `${path}/`, query: { ...query }, headers: { ...headers }, body };
}

export async function textOf(response: WireResponse, context: WireContext): Promise<string> {
  return new TextDecoder().decode(await context.streamCollector(response.body));
}

export function metadataOf({ statusCode, headers }: WireResponse): object {
  return { httpStatusCode: statusCode, requestId: headers['x-amzn-requestid'] };
}

/** An error as the SDK's retries and our own code read it: name, message, $fault and $metadata. */
export function faultOf({ name, message, response }: Fault): Error {
  return Object.assign(new Error(message), { name, $fault: response.statusCode < 500 ? 'client' : 'server', $metadata: metadataOf(response) });
}

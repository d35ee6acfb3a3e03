/** What a mask says: one key of one secret; `path` is the JSON Pointer (RFC 6901, decoded from the mask's `?path=`) or null. */
export type SecretReference = { readonly keyName: string; readonly secretArn: string; readonly path: string | null };

/** A reference and where its mask stands in a text: [start, end) in UTF-16 units. */
export type Mask = SecretReference & { readonly start: number; readonly end: number };

/** A mask and the JSON Pointer of the text that holds it, from the request's root ("/config/apiToken"). */
export type LocatedMask = Mask & { readonly pointer: string };

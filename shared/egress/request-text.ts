const HEADER_NAME = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;
/** RFC 9110 §5.5 field-content, latin-1: what node:http writes byte by byte. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** RFC 9112 §3.2.1 origin-form; a fragment or a space would cut the request line elsewhere than here. */
const REQUEST_TARGET = /^\/[\x21\x22\x24-\x7e]*$/;
/** They frame or route the message: the probe's own to set, or nobody's. */
const RESERVED = /^(?:host|content-length|transfer-encoding|connection|te|trailer|upgrade|expect|keep-alive|proxy-.*|forwarded|x-forwarded-.*)$/;

/** Whether a header can be sent as it is; names in lower case. */
export function isSendableHeader(name: string, value: string): boolean {
  return HEADER_NAME.test(name) && !RESERVED.test(name) && HEADER_VALUE.test(value);
}

/** Whether a text can stand in the request line: "/path?query", encoded. */
export function isRequestTarget(text: string): boolean {
  return REQUEST_TARGET.test(text);
}

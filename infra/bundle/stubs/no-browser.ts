/** Replaces the SDK's reading of a browser's user agent, which brings all of bowser (34 kB) along. */
export const createUserAgentStringParsingProvider = (): undefined => undefined;

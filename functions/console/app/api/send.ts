/** The one place of the console that reaches the network. What may be reached, the page's Content-Security-Policy says. */
export function send(url: string, options: RequestInit): Promise<Response> {
  return fetch(url, { ...options, cache: 'no-store', credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer' });
}

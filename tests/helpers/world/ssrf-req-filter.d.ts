/** A library without types of its own: an agent for the scheme of a URL. */
declare module 'ssrf-req-filter' {
  import type { Agent } from 'node:http';

  export default function filteringAgent(url: string): Agent;
}

import { get as httpGet, type Agent } from 'node:http';
import { get as httpsGet } from 'node:https';
import { useAgent } from 'request-filtering-agent';
import filteringAgent from 'ssrf-req-filter';
import { pem } from '../raw-target.ts';
import type { Library } from './protocol.ts';

const AGENTS: Readonly<Record<Library, (url: string) => Agent>> = { 'request-filtering-agent': useAgent, 'ssrf-req-filter': filteringAgent };

/** A URL through Node's own client and the agent of a library, as its manual says. */
export function fetchThrough(library: Library, url: string): Promise<'refused' | 'answered' | 'failed'> {
  return new Promise((resolve) => {
    try {
      const place = new URL(url);
      const get = place.protocol === 'https:' ? httpsGet : httpGet;
      const request = get(place, { agent: AGENTS[library](url), ca: pem('world'), timeout: 2_000 }, (response) => {
        response.resume();
        response.on('close', () => resolve('answered'));
      });
      request.on('timeout', () => request.destroy());
      request.on('error', () => resolve('failed'));
    } catch {
      resolve('refused');
    }
  });
}

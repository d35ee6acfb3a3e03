import { request } from 'node:http';

const AT_ONCE = 100;

/** How long the processor takes for one bare request of node:http, each on a connection of its own: milliseconds, of this process and now. */
export async function bareRequestCpuMs(url: string, times: number): Promise<number> {
  let sent = 0;
  const lane = async (): Promise<void> => {
    for (; sent < times; sent += 1) await bareRequest(url);
  };
  const from = process.cpuUsage();
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000 / times;
}

function bareRequest(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent: false, headers: { connection: 'close' } }, (response) => {
      response.resume();
      response.on('end', resolve);
    });
    sent.on('error', reject);
    sent.end();
  });
}

import { lookup } from 'node:dns/promises';

const DNS_TIMEOUT_MS = 3_000;

/**
 * Every address of a name, as texts. The system's resolver has no time limit of its own, so there is one here.
 * @throws Error of any kind where the name does not resolve in time; the guard makes a code of it
 */
export async function resolveHost(host: string): Promise<readonly string[]> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('dns timeout')), DNS_TIMEOUT_MS);
  });
  try {
    const answers = await Promise.race([lookup(host, { all: true, verbatim: true }), tooLate]);
    return answers.map((answer) => answer.address);
  } finally {
    clearTimeout(timer);
  }
}

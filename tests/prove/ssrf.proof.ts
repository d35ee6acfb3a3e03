import { groupsOf, listOf } from '../helpers/world/lists.ts';
import { CONTROLS, DIALLABLE, FLIPPING, LISTED, PUBLISHED } from '../helpers/world/names.ts';
import { startWorld, type World } from '../helpers/world/world.ts';
import type { Figure, Progress, Proof } from './proof.ts';

/** Takes a URL where it leads, if it does. */
type Client = (url: string) => Promise<unknown>;
/** Each trial is a run of URLs, one after the other, among names that have been asked for nothing yet. */
type Trial = { readonly name: string; readonly runs: readonly (readonly string[])[] };

const asHttps = (url: string): string => url.replace(/^\s*[a-z][a-z+-]*:/i, 'https:');
const one = (url: string): readonly string[] => [url];
const times = (host: string, count: number): readonly string[] => Array.from({ length: count }, () => `https://${host}/`);
const NAMES = { ...CONTROLS, ...LISTED, ...PUBLISHED, ...FLIPPING };
const LISTS = { 'this list': listOf('ssrf-urls'), ...groupsOf('public-payloads') };
const TRIALS: readonly Trial[] = [
  ...Object.entries(LISTS).flatMap(([name, urls]) => [
    { name: `${name} as written`, runs: urls.map(one) },
    { name: `${name} as https`, runs: urls.map(asHttps).map(one) },
  ]),
  { name: 'host spellings', runs: listOf('host-spellings').map((host) => [`https://${host}/`]) },
  { name: 'rebinding', runs: ['rebind1.test', 'rebind2.test', 'rebind3.test', 'rebind-v6.test'].map((host) => times(host, 4)) },
  { name: 'late flips', runs: ['flip-again.test', 'flip-cname.test', 'flip-mixed.test', 'flip-family.test'].map((host) => times(host, 2)) },
];
const ALL = TRIALS.reduce((sum, { runs }) => sum + runs.length, 0);

export const proof: Proof = {
  name: 'ssrf',
  claim:
    'In a network where every address there is leads to listeners, the packaged product is given our list of URLs and those of PayloadsAllTheThings and OWASP, spellings of hosts and names that change: none brings it to an address that is not public. Beside it, the same through two libraries of npm',
  bound: '0 of ours reach an address that is not public, 4 of 4 public controls answer',
  run: async (progress) => {
    const world = await startWorld();
    try {
      const product: Client = (baseUrl) =>
        world.call('POST /v1/connections/test', { project: 'demo', connector: 'generic-http', method: 'none', config: { baseUrl } });
      const own = await figureOf('this product', { world, client: product, progress });
      return [{ ...own, measured: `${own.measured}; ${wordsOf(world)}` }, await judged(world), ...(await others(world, progress))];
    } finally {
      await world.close();
    }
  },
};

type Asked = { readonly world: World; readonly client: Client; readonly progress: Progress };

async function figureOf(name: string, { world, client, progress }: Asked): Promise<Figure> {
  const counts: string[] = [];
  let [done, reaching] = [0, 0];
  for (const trial of TRIALS) {
    let reached = 0;
    for (const run of trial.runs) {
      await world.plan({ names: NAMES });
      for (const url of run) await client(url);
      if ((await visitsOf(world)).some((address) => !DIALLABLE.includes(address))) reached += 1;
      progress(`tries through ${name}`, (done += 1), ALL);
    }
    reaching += reached;
    counts.push(`${trial.name} ${reached} of ${trial.runs.length}`);
  }
  const controls = await answeringControls(world, client);
  return {
    name: `${name}: reach an address that is not public`,
    measured: `${counts.join(', ')}; public controls ${controls} of 4`,
    isWithin: reaching === 0 && controls === 4,
  };
}

async function answeringControls(world: World, client: Client): Promise<number> {
  let answering = 0;
  for (const host of Object.keys(CONTROLS)) {
    await world.plan({ names: CONTROLS });
    await client(`https://${host}/`);
    const { visits } = await world.seen();
    if (visits.some(({ serverName, received }) => serverName === host && received !== '')) answering += 1;
  }
  return answering;
}

/** The third way: schemes and spellings are not looked at. */
async function judged(world: World): Promise<Figure> {
  const hosts = LISTS['this list'].flatMap((url) =>
    URL.canParse(url) && new URL(url).hostname !== '' ? [new URL(url).hostname.replaceAll(/^\[|\]$/g, '')] : [],
  );
  await world.plan({ names: NAMES });
  for (const host of [...hosts, ...listOf('host-spellings')]) await world.dialJudged(host, 443);
  const addresses = await visitsOf(world);
  const inside = addresses.filter((address) => !DIALLABLE.includes(address)).length;
  const measured = `${inside} of ${hosts.length} hosts of the list that a lenient client would dial and 30 spellings; ${addresses.length} dials of public names`;
  return { name: 'this product’s judge of addresses alone, schemes and spellings not looked at', measured, isWithin: inside === 0 && addresses.length > 0 };
}

/** Theirs are figures to compare with, and within any bound. */
async function others(world: World, progress: Progress): Promise<readonly Figure[]> {
  if (world.mode === 'recorded')
    return [{ name: 'the libraries', measured: 'not measured: they take a name to the socket, which only a namespace shows', isWithin: true }];
  const figures: Figure[] = [];
  for (const library of ['request-filtering-agent', 'ssrf-req-filter'] as const) {
    figures.push({ ...(await figureOf(library, { world, client: (url) => world.fetchThrough(library, url), progress })), isWithin: true });
  }
  return figures;
}

async function visitsOf(world: World): Promise<readonly string[]> {
  return (await world.seen()).visits.map(({ address }) => address);
}

function wordsOf({ mode }: World): string {
  return mode === 'namespace' ? 'in a network namespace' : 'without a namespace: dials were recorded';
}

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import type { Proof } from './proof.ts';
import { progressOn } from './progress.ts';
import { holds, type Outcome, proofsPage } from './proofs-page.ts';

// npm run prove [name …]: every proof of this folder, or those named. Exit code 1 where a claim does not hold.
// PROVE_SABOTAGE=index-last breaks what kill-during-writes is to find out, so that it must fail; such a run leaves the page alone.

const PAGE = new URL('../../docs/proofs.md', import.meta.url);
const wanted = process.argv.slice(2);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.exitCode = (await prove()) ? 0 : 1;

async function prove(): Promise<boolean> {
  const proofs = await proofsHere();
  const unknown = wanted.filter((name) => !proofs.some((proof) => proof.name === name));
  if (unknown.length > 0) {
    console.error(`There is no proof ${unknown.join(', ')}. There are: ${proofs.map(({ name }) => name).join(', ')}.`);
    return false;
  }
  const outcomes: Outcome[] = [];
  for (const proof of proofs.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) outcomes.push(await outcomeOf(proof));
  if (process.env['PROVE_SABOTAGE'] !== undefined) return outcomes.every(holds);
  const ran = { date: new Date().toISOString().slice(0, 10), node: process.versions.node, cores: availableParallelism() };
  await writeFile(PAGE, proofsPage(await readFile(PAGE, 'utf8').catch(() => ''), outcomes, ran));
  return outcomes.every(holds);
}

async function proofsHere(): Promise<readonly Proof[]> {
  const files = (await readdir(new URL('.', import.meta.url))).filter((file) => file.endsWith('.proof.ts')).toSorted();
  const modules: readonly { readonly proof: Proof }[] = await Promise.all(files.map((file) => import(new URL(file, import.meta.url).href)));
  return modules.map(({ proof }) => proof);
}

async function outcomeOf(proof: Proof): Promise<Outcome> {
  const startedAt = Date.now();
  const progress = progressOn(process.stdout, proof.name, Date.now);
  console.log(`${proof.name}: ${proof.claim}. Bound: ${proof.bound}.`);
  const figures = await proof.run(progress.tell).catch((error: unknown) => [{ name: 'not carried out', measured: String(error), isWithin: false }]);
  progress.end();
  const outcome = { proof, figures, seconds: Math.round((Date.now() - startedAt) / 1_000), load: loadavg()[0] ?? 0 };
  for (const { name, measured, isWithin } of figures) console.log(`  ${isWithin ? 'ok     ' : 'NOT ok '} ${name}: ${measured}`);
  console.log(`${proof.name}: ${holds(outcome) ? 'holds' : 'DOES NOT HOLD'} (${outcome.seconds} s)`);
  return outcome;
}

import { askApi } from './ask-api.ts';
import type { Stack } from './stack.ts';

/** Describes the project of the first minute, over the API and once per folder. */
export async function plantProject(stack: Stack): Promise<void> {
  if (stack.issuer === null || stack.seed.plantedFor !== null) return;
  const token = await stack.token(['*:admin'], { subject: 'seed', lifetimeSeconds: 60 });
  await askApi(`${stack.url}/v1/projects/demo`, { method: 'PUT', token, body: { name: 'Demo' } });
}

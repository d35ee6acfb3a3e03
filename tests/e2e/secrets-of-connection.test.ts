import { expect, it } from 'vitest';
import { hashOf } from '../../functions/console/app/route.ts';
import { GUIDE, RETIRED } from '../../infra/local/seed.ts';
import { inBrowser } from './in-browser.ts';

inBrowser('the secrets of a connection', ({ product, begin }) => {
  it('an admin sees at a connection who had its secrets sent where; others see who may see it', async () => {
    const tester = await begin();
    await tester.signIn(product, 'tester');
    await tester.page.getByRole('link', { name: 'Demo Jira', exact: true }).click();
    await tester.page.getByRole('button', { name: 'Connect', exact: true }).click();
    const used = tester.page.getByRole('region', { name: 'Secrets used' });
    await used.getByText('AWSCURRENT').waitFor();
    expect(await used.getByRole('row').nth(1).textContent()).toContain(`${GUIDE.name}${GUIDE.key}personalAccessTokenAWSCURRENT`);
    const link = tester.page.getByRole('region', { name: 'Test it now' }).getByRole('link', { name: `secret ${GUIDE.key} from ${GUIDE.name}` });
    expect(await link.getAttribute('href')).toBe(hashOf(['secrets'], { arn: GUIDE.arn }));
    await tester.page.getByRole('region', { name: 'Who used its secrets' }).getByText('This needs the role admin in the project demo.').waitFor();
    expect(tester.requests.filter((line) => line.includes('/v1/audit'))).toEqual([]);

    const admin = await begin();
    await admin.signIn(product, 'admin', new URL(tester.page.url()).hash);
    const audit = admin.page.getByRole('region', { name: 'Who used its secrets' });
    await audit.getByRole('row', { name: /tester@demo Tested the connection 127\.0\.0\.1:\d+ .* Authorized ok HTTP 200/ }).waitFor();
    await admin.page.getByRole('button', { name: 'Connect', exact: true }).click();
    await audit.getByRole('row', { name: /admin@demo Tested the connection/ }).waitFor();
    expect(await audit.getByRole('row').count()).toBe(3);
  });

  it('of a connection whose secrets nobody used, it says so', async () => {
    const visit = await begin();
    await visit.signIn(product, 'admin');
    await visit.page.getByRole('link', { name: 'Demo Jira with a retired token' }).click();
    await visit.page.getByText('Nobody has used them for this connection yet.').waitFor();
    expect(await visit.page.getByRole('region', { name: 'Secrets used' }).count()).toBe(0);
    await visit.page.getByText(`secret ${RETIRED.key} from ${RETIRED.name}`).waitFor();
  });
});

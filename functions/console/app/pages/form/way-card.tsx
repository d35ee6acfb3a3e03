import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Card } from '../../parts/card.tsx';
import type { Way } from './body.ts';
import { ConfigField } from './config-field.tsx';
import type { FormState } from './form-state.ts';
import { hostsOf } from './hosts.ts';
import { MethodChoice } from './method-choice.tsx';

type WayProps = { readonly form: FormState; readonly way: Way };

/** `isByHand`: it was chosen just now, and one goes on here. */
type WayCardProps = WayProps & { readonly isByHand: boolean };

/** How to connect: the way, its fields, and where what they hold may go. */
export function WayCard({ form, way, isByHand }: WayCardProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => void (isByHand && heading.current?.focus()), []);
  return (
    <Card title={`How to connect to ${way.detail.name}`} heading={heading}>
      <MethodChoice form={form} way={way} />
      {way.method.fields.some(({ required }) => required) && <p class="faint">Fields with * are needed.</p>}
      <div class="form-rows">
        {way.method.fields.map((field) => (
          <ConfigField key={`${way.detail.id}.${way.method.id}.${field.name}`} form={form} field={field} />
        ))}
      </div>
      <Reach form={form} way={way} />
    </Card>
  );
}

function Reach({ form, way }: WayProps): JSX.Element | null {
  const hosts = hostsOf(way.method, form.draft);
  if (hosts.length === 0 || !way.method.fields.some(({ maskable }) => maskable)) return null;
  return (
    <p class="faint">
      Secrets are sent nowhere but to {hosts.map((host, index) => [index > 0 && ', ', <code key={host}>{host}</code>])}, and only where their owner’s tag{' '}
      <code>connection-hosts</code> allows that too.
    </p>
  );
}

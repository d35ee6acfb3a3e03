import { queuesOfTemplate } from '../../../infra/local/aws/sqs/template-queues.ts';
import { rolesOfTemplate } from '../../../infra/local/aws/template-roles.ts';
import { startTriggers, type Triggers } from '../../../infra/local/events/triggers.ts';
import { PSEUDO } from '../../helpers/test-stack.ts';
import { openQueues, type OpenQueues } from '../local-aws/local-queues.ts';

/** `seen`: each invocation, by the function's short name and with its event. */
export type StartedTriggers = OpenQueues & Pick<Triggers, 'route' | 'close'> & { readonly seen: readonly (readonly [string, unknown])[] };

/** The triggers of a packaged template as the local stack starts them, with functions that only note what they are given. */
export function startedTriggers(template: unknown): StartedTriggers {
  const open = openQueues({ queues: queuesOfTemplate(template, PSEUDO) });
  const seen: [string, unknown][] = [];
  const roles = rolesOfTemplate(template, PSEUDO);
  const { route, close } = startTriggers({
    template,
    pseudo: PSEUDO,
    queues: open.store,
    timers: open.timers,
    now: () => open.clock.nowMs,
    dataDirectory: null,
    roleOf: (name) => roles.roleOf(name),
    invoke: async (name, event) => void seen.push([name.replace('secret-mask-resolver-dev-', ''), event]),
    mail: () => {},
    log: () => {},
  });
  return { ...open, route, close, seen };
}

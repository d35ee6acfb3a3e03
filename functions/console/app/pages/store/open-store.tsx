import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Store } from '../../api/types.ts';
import { Answered } from '../../parts/answered.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { useSession } from '../../session.ts';
import { ReadyPolicies } from './ready-policies.tsx';
import { StoreEdit } from './store-edit.tsx';
import { StoreFacts } from './store-facts.tsx';
import { StoreHeading } from './store-heading.tsx';
import { StoreRemoval } from './store-removal.tsx';
import { StoreTrial } from './store-trial.tsx';
import { storePath } from './store-words.ts';

/** A store as it is, or while it is being changed or taken out. */
export function OpenStore({ project }: { readonly project: string | null }): JSX.Element {
  const { api } = useSession();
  const title = useRef<HTMLHeadingElement>(null);
  const [mode, setMode] = useState<'shown' | 'edited' | 'removed'>('shown');
  const [said, setSaid] = useState('');
  const read = useAnswer((signal) => api.ask<Store>(`GET ${storePath(project)}`, { signal }), [project]);
  // What had the focus is gone: it goes to the title, above what has changed.
  const end = (sentence: string): void => {
    setMode('shown');
    setSaid(sentence);
    title.current?.focus();
    if (sentence !== '') read.reload();
  };
  return (
    <Answered answer={read} what="the store" failure="This store could not be shown">
      {({ body: store, etag }) => {
        const parts = { project, store, etag };
        return (
          <>
            <StoreHeading {...parts} {...{ title, said }} isEdited={mode === 'edited'} onChange={() => setMode('edited')} onRemove={() => setMode('removed')} />
            {mode === 'edited' ? (
              <StoreEdit {...parts} key={etag} onCancel={() => end('')} onSaved={() => end('Saved. It is used from the next test on.')} onStale={read.reload} />
            ) : (
              <>
                <StoreFacts store={store} />
                <StoreTrial key={etag} project={project} />
                <ReadyPolicies store={store} title={store.inherited ? 'What a store of its own would need' : 'What its roles need in AWS'} />
              </>
            )}
            {mode === 'removed' && project !== null && (
              <StoreRemoval {...{ project, etag }} onClose={() => setMode('shown')} onRemoved={() => end(`${project} uses the workspace's store again.`)} />
            )}
          </>
        );
      }}
    </Answered>
  );
}

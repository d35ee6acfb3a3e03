import type { JSX } from 'preact';
import { Action } from '../../parts/action.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import type { Leaving } from './use-leave-guard.ts';

export function LeaveDialog({ leaving: { target, stay, leave } }: { readonly leaving: Leaving }): JSX.Element | null {
  if (target === null) return null;
  return (
    <Dialog title="Leave without saving?" onClose={stay}>
      {(close) => (
        <>
          <p>What you have typed is kept nowhere, and is lost when you leave.</p>
          <div class="actions">
            <Action onAct={close}>Stay</Action>
            <Action kind="danger" onAct={() => leave(target)}>
              Leave
            </Action>
          </div>
        </>
      )}
    </Dialog>
  );
}

import type { JSX } from 'preact';
import { DeedDialog } from '../../parts/deed-dialog.tsx';
import type { Leaving } from './use-leave-guard.ts';

export function LeaveDialog({ leaving: { wish, stay, leave } }: { readonly leaving: Leaving }): JSX.Element | null {
  if (wish === null) return null;
  return (
    <DeedDialog key={wish.number} title="Leave without saving?" words={['Stay', 'Leave']} onAct={() => leave(wish.way)} onClose={stay}>
      <p>What you have typed is kept nowhere, and is lost when you leave.</p>
    </DeedDialog>
  );
}

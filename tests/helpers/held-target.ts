import { startTarget, type Target } from './target.ts';

/** A target on loopback that answers everybody alike, at once or not before it is let. */
export type HeldTarget = Target & {
  status: number;
  answered: Readonly<Record<string, string>>;
  /** From now on nobody is answered. */
  hold(): void;
  /** All that wait are answered, and from now on everybody at once. */
  release(): void;
};

export async function startHeldTarget(): Promise<HeldTarget> {
  const waiting: (() => void)[] = [];
  let isHeld = false;
  const target = await startTarget((_, response) => {
    const answer = (): void => void response.writeHead(held.status, held.answered).end();
    if (isHeld) waiting.push(answer);
    else answer();
  });
  const held: HeldTarget = {
    ...target,
    status: 200,
    answered: {},
    hold: () => void (isHeld = true),
    release: () => {
      isHeld = false;
      for (const answer of waiting.splice(0)) answer();
    },
  };
  return held;
}

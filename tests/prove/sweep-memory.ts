import { makeMemoryAttemptStore } from '../helpers/stores/memory-attempt-store.ts';
import { makeMemoryConnectionStore } from '../helpers/stores/memory-connection-store.ts';
import { makeMemoryHostStore } from '../helpers/stores/memory-host-store.ts';
import { makeMemoryQueue } from '../helpers/stores/memory-queue.ts';
import { makeMemoryRunStore } from '../helpers/stores/memory-run-store.ts';
import { makeMemorySettingsStore } from '../helpers/stores/memory-settings-store.ts';
import { makeMemoryVerificationStore } from '../helpers/stores/memory-verification-store.ts';
import type { VerificationStore } from '../../shared/verifications/verification-store.ts';
import type { Grounds } from './sweep-worker.ts';

/** The tables and the queue in memory. */
export function memoryGrounds(): Grounds {
  const now = Date.now;
  let verifications = makeMemoryVerificationStore({ now });
  // What was verified is counted and forgotten, so that what grows is not the proof's own.
  const current: VerificationStore = {
    begin: (...asked) => verifications.begin(...asked),
    claim: (...asked) => verifications.claim(...asked),
    interrupt: (...asked) => verifications.interrupt(...asked),
    release: (...asked) => verifications.release(...asked),
    end: (...asked) => verifications.end(...asked),
    read: (...asked) => verifications.read(...asked),
    history: (...asked) => verifications.history(...asked),
    audit: (...asked) => verifications.audit(...asked),
  };
  // It keeps a note of each delivery for so long: longer than one takes here, and shorter than a quarter of the sweep.
  const queue = makeMemoryQueue({ now, visibilityMs: 8_000, mostReceives: 20 });
  return {
    stores: {
      connections: makeMemoryConnectionStore(),
      verifications: current,
      settings: makeMemorySettingsStore({ now }),
      attempts: makeMemoryAttemptStore(),
      hosts: makeMemoryHostStore(),
      runs: makeMemoryRunStore({ now }),
    },
    events: { publish: async () => {} },
    queue: {
      send: (messages) => queue.send(messages),
      receive: async () => queue.receive(10),
      remove: async (receipts) => receipts.forEach((receipt) => queue.remove(receipt)),
      comeBack: async (receipt, seconds) => queue.comeBack(receipt, seconds * 1_000),
      dead: () => queue.dead.length,
    },
    forget: () => void (verifications = makeMemoryVerificationStore({ now })),
  };
}

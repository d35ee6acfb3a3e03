import { vi } from 'vitest';

/** Keeps what is printed from the terminal; the returned function tells it, and lets the terminal have the rest. Needs `vi.restoreAllMocks` afterwards. */
export function captureLog(): () => string {
  const lines: string[] = [];
  for (const method of ['info', 'error', 'log', 'warn', 'debug'] as const)
    vi.spyOn(console, method).mockImplementation((...text) => void lines.push(text.join(' ')));
  const writes = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockImplementation((text) => lines.push(String(text)) > 0));
  return () => {
    for (const write of writes) write.mockRestore();
    return lines.join('\n');
  };
}

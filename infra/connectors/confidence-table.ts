import type { Confidence, Connector, Method } from '../../shared/connectors/connector.ts';

const CONFIDENCES: readonly Confidence[] = ['documented', 'practice', 'unproven'];
const HEAD = ['confidence', 'connectors', 'HTTP ways', 'wire protocols'] as const;

/** How many connectors, HTTP ways to connect and wire protocols there are, by what their rules rest on. */
export function confidenceTable(connectors: readonly Connector[]): string {
  const groups = CONFIDENCES.map((confidence) => [confidence, connectors.filter((connector) => connector.confidence === confidence)] as const);
  return [HEAD, ...groups.map(([name, some]) => row(name, some)), row('all', connectors)].map(line).join('\n');
}

function row(name: string, connectors: readonly Connector[]): readonly string[] {
  const ways = connectors.flatMap((connector) => connector.methods.map((method) => protocolOf(connector, method)));
  const protocols = new Set(ways.filter((protocol) => protocol !== undefined));
  return [name, connectors.length, ways.filter((protocol) => protocol === undefined).length, protocols.size].map(String);
}

function protocolOf(connector: Connector, method: Method): string | undefined {
  return (method.probe ?? connector.probe).protocol;
}

function line(cells: readonly string[]): string {
  return cells.map((cell, index) => (index === 0 ? cell.padEnd(HEAD[0].length) : cell.padStart(HEAD[index]?.length ?? 0))).join('  ');
}

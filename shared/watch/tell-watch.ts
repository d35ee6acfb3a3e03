import { logWatch } from '../log.ts';
import { metrics } from '../metrics.ts';
import type { WatchReport } from './watch.ts';

/** One line and one set of metrics for an invocation of the watch. */
export function tellWatch(report: WatchReport, requestId: string): void {
  metrics.count('secretsWatched', report.secrets);
  metrics.count('secretNotices', report.notices);
  metrics.count('rotations', report.rotations);
  logWatch({ requestId, ...report });
  metrics.publish();
}

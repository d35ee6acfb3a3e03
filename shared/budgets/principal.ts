const SESSION = /^(arn:[^:]*:sts::\d{12}:assumed-role\/[^/]+)\//;

/** Whose budget a caller spends: the subject of its token, or its IAM role. A role names its sessions as it likes, so all of them spend one. */
export function principalOf(subject: string): string {
  return SESSION.exec(subject)?.[1] ?? subject;
}

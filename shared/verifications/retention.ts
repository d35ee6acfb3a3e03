/** For how many days verifications show in the history of their connection, and for how many in the audit. */
export type Retention = { readonly historyDays: number; readonly auditDays: number };

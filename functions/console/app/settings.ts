/** What the page's head says of this deployment; functions/console/page.ts writes it. */
export type Settings = {
  readonly issuer: string;
  readonly audience: string;
  /** Empty where the operator has not switched the console on. */
  readonly clientId: string;
  readonly scope: string;
  readonly rolesClaim: string;
};

export const SETTINGS: Settings = {
  issuer: said('issuer'),
  audience: said('audience'),
  clientId: said('clientId'),
  scope: said('scope'),
  rolesClaim: said('rolesClaim'),
};

function said(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="console-${name}"]`)?.content ?? '';
}

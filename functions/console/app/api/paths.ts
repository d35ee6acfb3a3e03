// Where the API has what has an id.

export function connectionPath(id: string): string {
  return `/v1/connections/${encodeURIComponent(id)}`;
}

export function runPath(id: string): string {
  return `/v1/verification-runs/${encodeURIComponent(id)}`;
}

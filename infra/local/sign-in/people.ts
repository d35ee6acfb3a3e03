/** Somebody whom the local issuer believes: what they call themselves, the roles in their tokens, and what these let them do. */
export type Person = { readonly name: string; readonly roles: readonly string[]; readonly label: string; readonly may: string };

/** Whoever sits at this laptop is one of them; the first four have a role in the project demo alone. */
export const PEOPLE: readonly Person[] = [
  inDemo('viewer', 'sees connections and what their tests found'),
  inDemo('tester', 'tests stored connections, too'),
  inDemo('editor', 'creates and edits connections and uses secrets, too'),
  inDemo('admin', 'manages the store of the project and sees the audit, too'),
  { name: 'operator', roles: ['*:admin'], label: 'operator (admin of all projects)', may: "names projects and manages the workspace's store, too" },
];

export function personNamed(name: string): Person | undefined {
  return PEOPLE.find((person) => person.name === name);
}

function inDemo(role: string, may: string): Person {
  return { name: role, roles: [`demo:${role}`], label: role, may };
}

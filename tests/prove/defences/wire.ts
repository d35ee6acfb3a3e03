import type { Defence } from './defence.ts';

const LOG_IN = 'tests/integration/wire/log-in.test.ts';
const MYSQL = 'tests/integration/wire/mysql.test.ts';
const LDAP = 'tests/integration/wire/ldap.test.ts';
const SFTP = 'tests/integration/wire/sftp.test.ts';

/** Logins over wire protocols: to the one judged address, under TLS, once. */
export const WIRE: readonly Defence[] = [
  {
    name: 'second look at the login',
    file: 'shared/wire/log-in.ts',
    text: "  if (!isGuardedLogin(target, login)) throw new ResolverError('address_denied', { host });\n",
    without: '',
    test: { file: LOG_IN, title: 'a login for %s than was guarded is not made' },
  },
  {
    name: 'peer check of a login',
    file: 'shared/wire/open-line.ts',
    text: '  if (isPeer(socket, target)) return;\n',
    without: '  return;\n',
    test: { file: LOG_IN, title: 'a peer that is not the address judged is told nothing at a login' },
  },
  {
    name: 'no HTTP where a login was guarded',
    file: 'shared/egress/probe.ts',
    text: " && judged.scheme !== 'tcp'",
    without: '',
    test: { file: LOG_IN, title: 'an HTTP request is not sent where a login was guarded: it would go in the clear' },
  },
  {
    name: 'libraries open no connection',
    file: 'infra/bundle/sealed/net.ts',
    text: 'refuse as createConnection, ',
    without: 'NodeSocket as createConnection, ',
    test: { file: 'tests/unit/deployment/seal.test.ts', title: 'a library that opens a connection of its own gets an error, however it goes about it' },
  },
  {
    name: 'a reader’s error ends its stream alone',
    file: 'shared/wire/contained.ts',
    text: '        caught(error);\n        stream.destroy();\n        return true;\n',
    without: '        throw error;\n',
    test: { file: 'tests/unit/wire/contained.test.ts', title: 'what a reader throws ends its stream and goes no further' },
  },
  {
    name: 'nothing in the clear is read as if under TLS',
    file: 'shared/wire/one-message.ts',
    text: ' || length < heard.length',
    without: '',
    test: { file: LDAP, title: 'takes nothing for said under TLS that came before it' },
  },
  {
    name: 'no empty LDAP password',
    file: 'shared/wire/ldap.ts',
    text: "    if (user === '' || password === '') return 'anonymous';\n",
    without: '',
    test: { file: LDAP, title: 'LDAP sends no bind without a name and a password: %j' },
  },
  {
    name: 'no MySQL method that says the password',
    file: 'shared/wire/mysql.ts',
    text: ', sha256_password: refused',
    without: '',
    test: { file: MYSQL, title: 'does not speak %s, and does not say the password' },
  },
  {
    name: 'no files for a MySQL server',
    file: 'shared/wire/mysql.ts',
    text: "    flags: ['-LOCAL_FILES'],\n",
    without: '',
    test: { file: MYSQL, title: 'does not offer to send files' },
  },
  {
    name: 'SSH host key',
    file: 'shared/wire/sftp.ts',
    text: '      return isTheOne;\n',
    without: '      return isTheOne || key.length > 0;\n',
    test: { file: SFTP, title: 'is told nothing where its host key is another one' },
  },
  {
    name: 'one attempt at an SSH server',
    file: 'shared/wire/sftp.ts',
    text: 'isTried ? false : method',
    without: 'method',
    test: { file: SFTP, title: 'refuses a wrong password, and is not asked again' },
  },
];

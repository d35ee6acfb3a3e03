import { BoltDialogue } from './bolt-dialogue.ts';
import { ByteStream } from './byte-stream.ts';
import { type Driver, OK } from './driver.ts';
import { refuseEmpty } from './refuse-empty.ts';

const HELLO = 0x01;
const GOODBYE = 0x02;
const RUN = 0x10;
const PULL = 0x3f;
const LOGON = 0x6a;
const AGENT = 'secret-mask-resolver/1.0';

/** Bolt 4.4 and 5.1 to 5.4: https://neo4j.com/docs/bolt/current/bolt/message/. Codes are Neo4j's. No routing table is asked for. */
export const driver: Driver = {
  settings: ['username', 'password', 'database'],
  logIn: async (line, settings) => {
    refuseEmpty(settings, ['username', 'password']);
    const { username = '', password = '', database } = settings;
    const dialogue = await BoltDialogue.begin(new ByteStream(await line.secure()));
    if (dialogue === null) return 'no_version';
    const auth = { scheme: 'basic', principal: username, credentials: password };
    const hello = dialogue.major === 4 ? { user_agent: AGENT, ...auth } : { user_agent: AGENT, bolt_agent: { product: AGENT } };
    const steps = [
      [HELLO, hello],
      ...(dialogue.major === 4 ? [] : [[LOGON, auth] as const]),
      [RUN, 'RETURN 1', {}, { mode: 'r', ...(database !== undefined && { db: database }) }],
      [PULL, { n: 1 }],
    ] as const;
    for (const [kind, ...fields] of steps) {
      const code = await dialogue.ask(kind, fields);
      if (code !== OK) return code;
    }
    await dialogue.leave(GOODBYE);
    return OK;
  },
};

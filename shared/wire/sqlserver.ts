import { type Driver, OK } from './driver.ts';
import { TdsCarrier } from './tds-carrier.ts';
import { agreesToEncrypt, batchMessage, loginMessage, PRELOGIN_OPTIONS } from './tds-login.ts';
import { LOGIN, packetsOf, PRELOGIN, readResponse, SQL_BATCH } from './tds-packets.ts';
import { outcomeOf } from './tds-tokens.ts';
import { NO_TLS } from './tls-at-once.ts';

/** TDS 7.4, as SQL Server and Azure SQL speak it. Codes are its error numbers: https://learn.microsoft.com/sql/relational-databases/errors-events. */
export const driver: Driver = {
  settings: ['user', 'password', 'database'],
  logIn: async (line, { user = '', password = '', database = '' }) => {
    line.socket.write(packetsOf(PRELOGIN, PRELOGIN_OPTIONS));
    if (!agreesToEncrypt(await readResponse(line.socket))) return NO_TLS;
    const socket = await line.secure(new TdsCarrier(line.socket));
    socket.write(packetsOf(LOGIN, loginMessage({ user, password, database, server: line.host })));
    const login = outcomeOf(await readResponse(socket));
    if (login !== 'logged_in') return login;
    socket.write(packetsOf(SQL_BATCH, batchMessage('SELECT 1')));
    const read = outcomeOf(await readResponse(socket));
    return read === 'columns' ? OK : read;
  },
};

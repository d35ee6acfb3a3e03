/** What a MySQL server says, packet by packet: https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html. */
const SSL = 0x0800;
const FLAGS = 0x00_0f_a2_0f | 0x8000 | 0x0008_0000;

export function packet(sequence: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([body.length & 0xff, body.length >> 8, 0, sequence]), body]);
}

type Greeting = { readonly method?: string | undefined; readonly hasTls?: boolean };

export function greeting({ method = 'mysql_native_password', hasTls = true }: Greeting = {}): Buffer {
  const flags = hasTls ? FLAGS | SSL : FLAGS & ~SSL;
  const low = Buffer.from([flags & 0xff, (flags >> 8) & 0xff]);
  const high = Buffer.from([(flags >> 16) & 0xff, (flags >> 24) & 0xff]);
  const parts = ['\x0a8.4.0\0', '\x01\0\0\0', 'abcdefgh', '\0', low, '\x2d', '\x02\0', high, '\x15', '\0'.repeat(10), 'ijklmnopqrst\0', `${method}\0`];
  return packet(0, Buffer.concat(parts.map((part) => Buffer.from(part))));
}

export const OK_BODY = Buffer.from([0, 0, 0, 2, 0, 0, 0]);

export function switchTo(sequence: number, method: string): Buffer {
  return packet(sequence, Buffer.from(`\xfe${method}\0abcdefghijklmnopqrst\0`, 'latin1'));
}

export function refusal(sequence: number, number: number): Buffer {
  return packet(sequence, Buffer.concat([Buffer.from([0xff, number & 0xff, number >> 8]), Buffer.from('#HY000told with the password')]));
}

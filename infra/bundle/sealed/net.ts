const { Socket: NodeSocket, isIP, isIPv4, isIPv6 } = process.getBuiltinModule('node:net');

function refuse(): never {
  throw new Error('A library opens no connection here: it is given one.');
}

/** Sockets that are given are of Node's class, and `instanceof` must say so. */
class Socket extends NodeSocket {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof NodeSocket;
  }
  override connect(): never {
    return refuse();
  }
}

export { isIP, isIPv4, isIPv6, refuse as connect, refuse as createConnection, refuse as createServer, Socket };

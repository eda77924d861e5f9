import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A DNS server on this machine. */
export interface DnsServer {
  /** Its address and port. */
  readonly address: string;
  /** The name servers of each zone; without an entry, the zone does not exist. */
  nameServers: Readonly<Record<string, readonly string[]>>;
  close(): Promise<void>;
}

/** RFC 1035 sections 3.2 and 4.1.1. */
const NS = 2;
const IN = 1;
const NAME_ERROR = 3;

/** Starts a DNS server that answers questions for name servers. */
export async function startDnsServer(): Promise<DnsServer> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const server: DnsServer = {
    address: `127.0.0.1:${socket.address().port}`,
    nameServers: {},
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
  socket.on('message', (message, { port, address }) => {
    socket.send(answerTo(message, server.nameServers), port, address);
  });
  return server;
}

/** RFC 1035 section 4.1: the header, the question as it came, and a record for each name server. */
function answerTo(query: Buffer, zones: DnsServer['nameServers']): Buffer {
  const { name, end } = nameAt(query, 12);
  const question = query.subarray(12, end + 4);
  const servers = zones[name];
  const header = Buffer.alloc(12);
  header.writeUInt16BE(query.readUInt16BE(0), 0);
  header.writeUInt16BE(0x8180 | (servers === undefined ? NAME_ERROR : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(servers?.length ?? 0, 6);
  return Buffer.concat([header, question, ...(servers ?? []).map(record)]);
}

/** A record of the question's name, which is at the offset 12 of the message. */
function record(server: string): Buffer {
  const data = encodeName(server);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(NS, 2);
  head.writeUInt16BE(IN, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function nameAt(message: Buffer, start: number): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = start;
  for (let length = message.readUInt8(at); length > 0; length = message.readUInt8(at)) {
    labels.push(message.toString('ascii', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), end: at + 1 };
}

function encodeName(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`, 'ascii'));
  return Buffer.concat([...labels, Buffer.from([0])]);
}

/**
 * Servers that greet as FTP servers do, every twentieth of them mute: it accepts and never speaks. Run as a program,
 * `probe-fleet.js COUNT`: prints their ports as one JSON list, and stays until it is killed.
 */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

const MUTE_EVERY = 20;
const count = Number(process.argv[2]);

const ports: number[] = [];
for (let index = 0; index < count; index += 1) {
  const isMute = index % MUTE_EVERY === MUTE_EVERY - 1;
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    if (!isMute) socket.end('220 Welcome\r\n');
    socket.resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ports.push((server.address() as AddressInfo).port);
}
console.log(JSON.stringify(ports));

import dgram from 'node:dgram';
import snmpPackage from 'net-snmp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isSameBoot } from '../../../../src/core/observe/boot.ts';
import { snmp, snmpKind } from '../../../../src/shell/probe/boot/snmp.ts';
import { NOISE } from '../servers.ts';
import { NOW, optionsOf, testWorld } from '../world.ts';

const HR_SYSTEM_UPTIME = '1.3.6.1.2.1.25.1.1';
const SYS_UPTIME = '1.3.6.1.2.1.1.3';

/** The agent's side of the package, as much of it as is used here. */
interface AgentPackage {
  createAgent(options: object, done: () => void, mib?: object): Agent;
  MibProviderType: { Scalar: number };
  ObjectType: Record<'TimeTicks' | 'Integer', number>;
  MaxAccess: Record<string, number>;
}
interface Agent {
  registerProvider(provider: object): void;
  getMib(): { setScalarValue(name: string, value: number): void };
  getAuthorizer(): { addCommunity(name: string): void };
  close(): void;
}
const { createAgent, MibProviderType, ObjectType, MaxAccess } = snmpPackage as unknown as AgentPackage;

async function freePort(): Promise<number> {
  const socket = dgram.createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

/** A real agent that tells `ticks` of each object. */
async function agent(values: Readonly<Record<string, number>>, type = ObjectType.TimeTicks) {
  const port = await freePort();
  const started = createAgent({ port, address: '127.0.0.1', disableAuthorization: false }, () => undefined);
  onTestFinished(() => started.close());
  started.getAuthorizer().addCommunity('public');
  started.getAuthorizer().addCommunity('secret');
  for (const [oid, value] of Object.entries(values)) {
    const name = `object${oid.replaceAll('.', '-')}`;
    started.registerProvider({
      name,
      type: MibProviderType.Scalar,
      oid,
      scalarType: type,
      maxAccess: MaxAccess['read-only'],
    });
    started.getMib().setScalarValue(name, value);
  }
  return port;
}

const ask = (written: unknown, limitMs = 500) => snmp.run(optionsOf(snmp, written, { limitMs }), testWorld());

describe('an SNMP agent', () => {
  it('tells how long its machine has run, not how long it has run itself', async () => {
    const port = await agent({ [HR_SYSTEM_UPTIME]: 276_564, [SYS_UPTIME]: 144_400 });
    expect(await ask(`127.0.0.1:${String(port)}`)).toEqual({ bootedAt: NOW - 2_765_640 });
    expect(await ask({ host: '127.0.0.1', port, version: '1', community: 'secret' })).toEqual({
      bootedAt: NOW - 2_765_640,
    });
  });

  it.each<readonly [string, Readonly<Record<string, number>>, number | undefined, unknown, string]>([
    ['that only knows how long it has run itself', { [SYS_UPTIME]: 144_400 }, undefined, {}, 'bad-reply'],
    ['that tells something else', { [HR_SYSTEM_UPTIME]: 5 }, ObjectType.Integer, {}, 'bad-reply'],
    ['of another community', { [HR_SYSTEM_UPTIME]: 5 }, undefined, { community: 'other' }, 'timeout'],
  ])('%s', async (_name, values, type, changes, reason) => {
    const port = await agent(values, type);
    const written = { host: '127.0.0.1', port, ...(changes as object) };
    expect(await ask(written)).toMatchObject({ bootedAt: null, reason });
  });

  it('that is not there, or mute', async () => {
    expect(await ask(`127.0.0.1:${String(await freePort())}`)).toMatchObject({
      bootedAt: null,
      reason: 'timeout',
    });
  });

  it('that sends noise', async () => {
    const socket = dgram.createSocket('udp4');
    socket.on('message', (_, from) => socket.send(NOISE.subarray(0, 100), from.port, from.address));
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      socket.close();
    });
    expect(await ask(`127.0.0.1:${String(socket.address().port)}`)).toMatchObject({ bootedAt: null });
  });

  it('has a name that leads nowhere', async () => {
    expect(await ask('nowhere.test')).toMatchObject({ bootedAt: null, reason: 'dns' });
  });

  it('needs the package', async () => {
    const missing = 'signalbox-has-no-such-package';
    const kind = snmpKind(() => import(missing) as Promise<never>);
    const answer = await kind.run(optionsOf(kind, '127.0.0.1'), testWorld());
    expect(answer).toMatchObject({ bootedAt: null, reason: 'not-installed' });
    expect(answer.detail).toContain('npm install net-snmp');
  });

  it('ends with its round', async () => {
    const round = new AbortController();
    setTimeout(() => round.abort(), 50);
    const options = optionsOf(snmp, `127.0.0.1:${String(await freePort())}`);
    expect(await snmp.run(options, testWorld({ signal: round.signal }))).toMatchObject({
      reason: 'not-probed',
    });
  });
});

describe('a counter that begins anew after 497.1 days', () => {
  const WRAP_MS = 2 ** 32 * 10;

  it('is no reboot', async () => {
    expect(snmp.wraps).toBe(true);
    const bootedAt = NOW - WRAP_MS - 60_000;
    const port = await agent({ [HR_SYSTEM_UPTIME]: 6_000 });
    const { bootedAt: told } = await ask(`127.0.0.1:${String(port)}`);
    expect(told).toBe(NOW - 60_000);
    expect(isSameBoot(bootedAt, told ?? 0, snmp.wraps)).toBe(true);
    // The same counter where the machine had not run for so long is a reboot.
    expect(isSameBoot(NOW - 100 * 86_400_000, told ?? 0, snmp.wraps)).toBe(false);
  });
});

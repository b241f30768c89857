/** As much of `net-snmp`, which comes without types, as is used here. */
declare module 'net-snmp' {
  interface Varbind {
    readonly oid: string;
    /** One of {@link ObjectType}. */
    readonly type: number;
    readonly value: unknown;
  }

  interface SessionOptions {
    readonly port: number;
    readonly version: number;
    readonly transport: 'udp4' | 'udp6';
    /** Questions after the first. */
    readonly retries: number;
    /** Between two questions, in milliseconds. */
    readonly timeout: number;
  }

  interface Session {
    get(oids: readonly string[], done: (error: Error | null, varbinds: readonly Varbind[]) => void): void;
    on(event: 'error', listener: (error: Error) => void): void;
    close(): void;
  }

  export const Version1: number;
  export const Version2c: number;
  export const ObjectType: Readonly<Record<'TimeTicks', number>>;
  export function createSession(address: string, community: string, options: SessionOptions): Session;
}

import type { BootKind } from './boot/boot-kind.ts';
import { exec as bootByExec } from './boot/exec.ts';
import { http as bootByHttp } from './boot/http.ts';
import { snmp as bootBySnmp } from './boot/snmp.ts';
import type { ProbeKind } from './kind.ts';
import { dns } from './kinds/dns.ts';
import { exec } from './kinds/exec.ts';
import { ftp } from './kinds/ftp.ts';
import { http } from './kinds/http.ts';
import { https } from './kinds/https.ts';
import { imap } from './kinds/imap.ts';
import { mysql } from './kinds/mysql.ts';
import { pop3 } from './kinds/pop3.ts';
import { postgres } from './kinds/postgres.ts';
import { smtp } from './kinds/smtp.ts';
import { ssh } from './kinds/ssh.ts';
import { tcp } from './kinds/tcp.ts';
import { tls } from './kinds/tls.ts';

/** Every way to check a server, in the order of docs/probes.md. A new one is a file in `kinds/` and a row here. */
export const PROBE_KINDS: readonly ProbeKind[] = [
  tcp,
  tls,
  http,
  https,
  smtp,
  imap,
  pop3,
  ftp,
  ssh,
  dns,
  postgres,
  mysql,
  exec,
];

/** Every way to ask a machine when it started. A new one is a file in `boot/` and a row here. */
export const BOOT_KINDS: readonly BootKind[] = [bootByHttp, bootBySnmp, bootByExec];

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
import { gatus } from './sources/gatus.ts';
import { icinga2 } from './sources/icinga2.ts';
import { json } from './sources/json.ts';
import { nagios } from './sources/nagios.ts';
import { prometheus } from './sources/prometheus.ts';
import type { SourceKind } from './sources/source-kind.ts';
import { uptimeKuma } from './sources/uptime-kuma.ts';

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

/** Every monitoring engine that can be asked. A new one is a file in `sources/` and a row here. */
export const SOURCE_KINDS: readonly SourceKind[] = [prometheus, icinga2, nagios, gatus, uptimeKuma, json];

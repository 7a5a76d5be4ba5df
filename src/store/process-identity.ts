/** Which process holds something, told apart from a later one that was given the same number. */
import fs from 'node:fs';
import { hostname } from 'node:os';

export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Where process numbers count: changes when the machine starts anew, and differs between containers; Linux only. */
  readonly numbering?: string;
  /** Clock ticks from the machine's start to the process's; Linux only. */
  readonly processStart?: string;
}

export function thisProcess(): ProcessIdentity {
  const numbering = processNumbering();
  const processStart = readProcessStart(process.pid);
  return {
    pid: process.pid,
    host: hostname(),
    ...(numbering === undefined ? {} : { numbering }),
    ...(processStart === undefined ? {} : { processStart }),
  };
}

/** Whether the process still runs; undefined when it ran on another machine, or before this one was restarted. */
export function isAlive(identity: ProcessIdentity): boolean | undefined {
  // Machines and containers may share a name.
  if (identity.host !== hostname() || identity.numbering !== processNumbering()) return undefined;
  if (identity.processStart !== undefined) return readProcessStart(identity.pid) === identity.processStart;
  try {
    process.kill(identity.pid, 0);
    return true;
  } catch (error) {
    // Not ours to signal, but there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function processNumbering(): string | undefined {
  try {
    const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `boot ${boot} ${fs.readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}

/** Undefined for a process that is gone, or dead and not yet collected by its parent. */
function readProcessStart(pid: number): string | undefined {
  try {
    // The name in parentheses may hold anything; the fields after it are separated by spaces, the first being the state.
    const fields = fs
      .readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

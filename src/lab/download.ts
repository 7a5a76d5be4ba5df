/**
 * Fetches a file over HTTP into a file that grows: what was fetched before a break is kept, and asked for no second time.
 */
import { closeSync, existsSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { DataError, ElboError } from '../base/errors.ts';
import { explainingFailure } from '../store/files.ts';

export interface DownloadOptions {
  /** More bytes than these are refused. */
  readonly mostBytes: number;
  /** Gives up when nothing comes for so long. */
  readonly idleMs: number;
  readonly onProgress?: (bytes: number, totalBytes: number | undefined) => void;
}

/**
 * Appends to `part` what it still lacks of `url`, or begins anew where the server does not send parts.
 *
 * @returns how many bytes were there before
 * @throws DataError saying why nothing, or too much, was sent; ElboError when it cannot be written
 */
export async function download(url: string, part: string, options: DownloadOptions): Promise<number> {
  const had = existsSync(part) ? statSync(part).size : 0;
  const stop = new AbortController();
  const idle = setTimeout(() => stop.abort(), options.idleMs);
  try {
    const response = await fetch(url, {
      signal: stop.signal,
      // Bytes counted and bytes written must be the same ones.
      headers: { 'accept-encoding': 'identity', ...(had === 0 ? {} : { range: `bytes=${had}-` }) },
    });
    // Everything is there already, as far as the server knows.
    if (response.status === 416 && had > 0) {
      await response.body?.cancel();
      return had;
    }
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new DataError(url, `the server answered ${response.status} ${response.statusText}`.trimEnd());
    }
    const start = response.status === 206 ? startOfPart(response, url) : 0;
    if (start !== 0 && start !== had) throw new DataError(url, `the server sent bytes from ${start}, not from ${had}`);
    const file = explainingFailure(part, () => openSync(part, start === 0 ? 'w' : 'a'));
    let isOther = false;
    try {
      let position = start;
      const length = Number(response.headers.get('content-length') ?? Number.NaN);
      const total = Number.isFinite(length) ? start + length : undefined;
      const refuseMore = (bytes: number): void => {
        isOther = bytes > options.mostBytes;
        if (!isOther) return;
        throw new DataError(url, `sends more than ${options.mostBytes} bytes, so it is another file`);
      };
      refuseMore(total ?? 0);
      for await (const chunk of response.body) {
        idle.refresh();
        position += chunk.length;
        refuseMore(position);
        explainingFailure(part, () => {
          for (let done = 0; done < chunk.length; ) done += writeSync(file, chunk, done);
        });
        options.onProgress?.(position, total);
      }
    } finally {
      closeSync(file);
      if (isOther) rmSync(part);
    }
    return start;
  } catch (error) {
    if (error instanceof ElboError) throw error;
    const { message, cause, name } = error as Error & { cause?: { message?: string; code?: string } };
    const reason =
      name === 'AbortError'
        ? `nothing came for ${options.idleMs / 1000} s`
        : (cause?.message ?? cause?.code ?? message);
    throw new DataError(url, `could not be fetched: ${reason}`, { cause: error });
  } finally {
    clearTimeout(idle);
    stop.abort();
  }
}

/** Where the bytes of an answer with a part begin: `bytes 100-199/200`. */
function startOfPart(response: Response, url: string): number {
  const range = response.headers.get('content-range') ?? '';
  const start = /^bytes (\d+)-/.exec(range)?.[1];
  if (start === undefined) throw new DataError(url, `the server sent a part without saying which: "${range}"`);
  return Number(start);
}

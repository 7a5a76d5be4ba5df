import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import type { PublicData } from '../../src/data/public-data.ts';
import { getData } from '../../src/lab/get-data.ts';
import { messageOf } from '../message-of.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'elbo-get-'));
afterAll(() => rmSync(root, { recursive: true }));

const stream = new RandomStreams(7).of('bytes');
const content = Buffer.from(Array.from({ length: 300_000 }, () => Math.floor(256 * stream.uniform())));
const sha256 = createHash('sha256').update(content).digest('hex');
const packed = gzipSync(content);
const plain: PublicData = { about: '', origins: [], files: [{ name: 'a.data', sizeBytes: content.length, sha256 }] };
const zipped: PublicData = { about: '', origins: [], files: [{ name: 'a.gz', sizeBytes: content.length, sha256 }] };

let server: Server;
let base: string;
let folder: string;
let asked: (string | undefined)[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  folder = mkdtempSync(path.join(root, 'to-'));
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.headers.range);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A server that knows ranges, as the origins do. */
const serving =
  (bytes: Buffer) =>
  ({ headers: { range } }: IncomingMessage, response: ServerResponse): void => {
    const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    if (start >= bytes.length) response.writeHead(416).end();
    else if (range === undefined) response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
    else {
      const about = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
      response.writeHead(206, { 'content-range': about, 'content-length': bytes.length - start });
      response.end(bytes.subarray(start));
    }
  };

/** Sends some bytes of all that it promised, and breaks off. */
const breakingOff =
  (bytes: Buffer, after: number) =>
  (_: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, after), () => setTimeout(() => response.destroy(), 20));
  };

const inFolder = (): string[] => readdirSync(folder).sort();

test.each([
  ['plain', plain, content, 'a.data'],
  ['gzipped', zipped, packed, 'a.gz'],
] as const)(
  'a %s file has its name once it is whole and checked, and is asked for once',
  async (_, data, bytes, name) => {
    answer = serving(bytes);
    const progress: [string, number, number | undefined][] = [];
    const got = await getData(data, { folder, from: base, onProgress: (...told) => progress.push(told) });
    expect(got).toEqual([{ path: path.join(folder, name), url: `${base}/${name}` }]);
    expect(readFileSync(path.join(folder, name)).equals(bytes)).toBe(true);
    expect(inFolder()).toEqual([name]);
    expect(progress.at(-1)).toEqual([name, bytes.length, bytes.length]);
    expect(await getData(data, { folder, from: base })).toEqual([{ path: path.join(folder, name) }]);
    expect(asked).toEqual([undefined]);
  },
);

describe('after a break', () => {
  test('what came is kept under another name, and only the rest is asked for', async () => {
    answer = breakingOff(packed, 100_000);
    const message = await messageOf(() => getData(zipped, { folder, from: base }));
    expect(message).toMatch(
      /a\.gz: could not be got\. http:.*\/a\.gz: could not be fetched: .+\. What came is kept: the same command goes on from there\.$/,
    );
    expect(inFolder()).toEqual(['a.gz.part']);
    const had = statSync(path.join(folder, 'a.gz.part')).size;
    expect(had).toBe(100_000);
    answer = serving(packed);
    await getData(zipped, { folder, from: base });
    expect(asked).toEqual([undefined, 'bytes=100000-']);
    expect(inFolder()).toEqual(['a.gz']);
    expect(readFileSync(path.join(folder, 'a.gz')).equals(packed)).toBe(true);
  });

  test('a server without parts sends all again', async () => {
    writeFileSync(path.join(folder, 'a.gz.part'), packed.subarray(0, 50));
    answer = (_, response) => response.end(packed);
    await getData(zipped, { folder, from: base });
    expect(readFileSync(path.join(folder, 'a.gz')).equals(packed)).toBe(true);
  });

  test('a part that was whole already is only checked', async () => {
    writeFileSync(path.join(folder, 'a.gz.part'), packed);
    answer = serving(packed);
    await getData(zipped, { folder, from: base });
    expect(inFolder()).toEqual(['a.gz']);
    expect(asked).toEqual([`bytes=${packed.length}-`]);
  });

  test('a part of other bytes is thrown away and all is fetched anew', async () => {
    writeFileSync(path.join(folder, 'a.gz.part'), gzipSync(content, { level: 1 }).subarray(0, 1000).fill(1, 500));
    answer = serving(packed);
    await getData(zipped, { folder, from: base });
    expect(asked).toEqual(['bytes=1000-', undefined]);
    expect(readFileSync(path.join(folder, 'a.gz')).equals(packed)).toBe(true);
  });
});

test('one origin after another is tried', async () => {
  answer = (request, response) => {
    if (request.url === '/gone/a.data') response.writeHead(404).end();
    else serving(content)(request, response);
  };
  const got = await getData({ ...plain, origins: [`${base}/gone/`, `${base}/here/`] }, { folder });
  expect(got[0]!.url).toBe(`${base}/here/a.data`);
});

describe('refused, with nothing under the final name:', () => {
  const target = () => path.join(folder, 'a.data');
  const told = () => messageOf(() => getData(plain, { folder, from: base, idleMs: 200 }));

  test('a server that has no such file', async () => {
    answer = (_, response) => response.writeHead(404).end('no');
    expect(await told()).toBe(`${target()}: could not be got. ${base}/a.data: the server answered 404 Not Found.`);
    expect(inFolder()).toEqual([]);
  });

  test('no server', async () => {
    const message = await messageOf(() => getData(plain, { folder, from: 'http://127.0.0.1:1/' }));
    expect(message).toMatch(
      /a\.data: could not be got\. http:\/\/127\.0\.0\.1:1\/a\.data: could not be fetched: .+\.$/,
    );
  });

  test('other content of the same size', async () => {
    const other = Buffer.from(content).fill(0, 0, 1);
    answer = serving(other);
    const digest = createHash('sha256').update(other).digest('hex');
    expect(await told()).toBe(
      `${target()}: could not be got. ${base}/a.data: sent a file, but its SHA-256 is ${digest}, not ${sha256}.`,
    );
    expect(inFolder()).toEqual([]);
  });

  test('less content', async () => {
    answer = (_, response) => response.end(content.subarray(0, 10));
    expect(await told()).toBe(
      `${target()}: could not be got. ${base}/a.data: sent a file, but it holds 10 bytes, not 300000.`,
    );
  });

  test('more bytes than the file can have, before they are all fetched', async () => {
    let sent = 0;
    answer = (_, response) => {
      const more = (): void => {
        if (response.destroyed) return;
        sent += 65_536;
        response.write(Buffer.alloc(65_536), more);
      };
      more();
    };
    expect(await told()).toBe(
      `${target()}: could not be got. ${base}/a.data: sends more than 365536 bytes, so it is another file.`,
    );
    expect(sent).toBeLessThan(20_000_000);
    expect(inFolder()).toEqual([]);
    answer = serving(content);
    await getData(plain, { folder, from: base });
    expect(inFolder()).toEqual(['a.data']);
  });

  test('a bomb: few bytes that unzip to many', async () => {
    answer = serving(gzipSync(Buffer.alloc(50_000_000)));
    expect(await messageOf(() => getData(zipped, { folder, from: base }))).toBe(
      `${path.join(folder, 'a.gz')}: could not be got. ${base}/a.gz: sent a file, but it holds more than 300000 bytes.`,
    );
  });

  test('a server that says nothing more', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 1000));
    };
    expect(await told()).toBe(
      `${target()}: could not be got. ${base}/a.data: could not be fetched: nothing came for 0.2 s. What came is kept: the same command goes on from there.`,
    );
  });

  test('a server that sends another part than was asked for, or does not say which', async () => {
    const part = `${target()}.part`;
    writeFileSync(part, content.subarray(0, 100));
    const kept = 'What came is kept: the same command goes on from there.';
    answer = (_, response) => response.writeHead(206, { 'content-range': 'bytes 50-99/300000' }).end();
    expect(await told()).toBe(
      `${target()}: could not be got. ${base}/a.data: the server sent bytes from 50, not from 100. ${kept}`,
    );
    answer = (_, response) => response.writeHead(206).end();
    expect(await told()).toBe(
      `${target()}: could not be got. ${base}/a.data: the server sent a part without saying which: "". ${kept}`,
    );
    expect(statSync(part).size).toBe(100);
  });

  test('a file of that name that holds something else', async () => {
    writeFileSync(target(), 'mine');
    expect(await told()).toBe(
      `${target()}: is there already, but it holds 4 bytes, not 300000. Move it away and try again.`,
    );
    expect(readFileSync(target(), 'utf8')).toBe('mine');
  });

  test('an address of another kind', async () => {
    expect(await messageOf(() => getData(plain, { folder, from: 'file:///etc/' }))).toBe(
      '--from: "file:///etc/" is no address. Expected http://... or https://...',
    );
    expect(existsSync(target())).toBe(false);
  });
});

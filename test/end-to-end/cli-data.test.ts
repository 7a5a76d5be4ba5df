import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { writeNpy } from '../../src/tensor/npy.ts';
import { sharedData } from '../shared-data.ts';
import { elbo, ended, start } from './elbo.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'elbo-cli-data-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('elbo data get', () => {
  const wdbc = sharedData('wdbc/wdbc.data');
  test.skipIf(wdbc === undefined)('fetches a table that its recipe then reads', async () => {
    const refused = await elbo(['check', 'wdbc/vae'], folder);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toBe(
      `config.data.source: "wdbc/wdbc.data" was not found. Looked in ${folder}; ELBO_DATA names the folder of data. It is public: "elbo data get wdbc" fetches it; the recipe with -simulated behind its name needs no file.\n`,
    );
    const server = createServer((_, response) => response.end(readFileSync(wdbc!)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const from = `http://127.0.0.1:${(server.address() as AddressInfo).port}/there`;
    try {
      const got = await elbo(['data', 'get', 'wdbc', '--to', '.', '--from', from, '--json'], folder);
      expect({ ...got, stdout: JSON.parse(got.stdout) }).toEqual({
        code: 0,
        signal: null,
        stderr: '',
        stdout: { name: 'wdbc', files: [{ path: 'wdbc/wdbc.data', url: `${from}/wdbc.data` }] },
      });
    } finally {
      server.close();
    }
    const again = await elbo(['data', 'get', 'wdbc', '--from', from], folder, { ELBO_DATA: folder });
    expect(again.stdout).toBe(`${path.join(folder, 'wdbc/wdbc.data')}: was there already, and is right\n`);
    expect((await elbo(['check', 'wdbc/vae'], folder)).code).toBe(0);
  });

  test.skipIf(wdbc === undefined)('killed on the way, leaves no file of that name and goes on from there', async () => {
    const bytes = readFileSync(wdbc!);
    const asked: (string | undefined)[] = [];
    const server = createServer(({ headers: { range } }, response) => {
      asked.push(range);
      const first = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
      const about = { 'content-range': `bytes ${first}-${bytes.length - 1}/${bytes.length}` };
      response.writeHead(range === undefined ? 200 : 206, { 'content-length': bytes.length - first, ...about });
      if (range === undefined) response.write(bytes.subarray(0, 60_000));
      else response.end(bytes.subarray(first));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const from = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const to = path.join(folder, 'killed');
    const words = ['data', 'get', 'wdbc', '--to', to, '--from', from];
    const part = path.join(to, 'wdbc/wdbc.data.part');
    try {
      const child = start(words, folder);
      const end = ended(child);
      while (!existsSync(part) || statSync(part).size < 60_000) await new Promise((resolve) => setTimeout(resolve, 20));
      child.kill('SIGKILL');
      expect((await end).signal).toBe('SIGKILL');
      expect(readdirSync(path.join(to, 'wdbc'))).toEqual(['wdbc.data.part']);
      expect((await elbo(words, folder)).code).toBe(0);
      expect(asked).toEqual([undefined, 'bytes=60000-']);
      expect(readFileSync(path.join(to, 'wdbc/wdbc.data')).equals(bytes)).toBe(true);
      expect(readdirSync(path.join(to, 'wdbc'))).toEqual(['wdbc.data']);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test('asks for a name it knows, and for a folder', async () => {
    expect(await elbo(['data', 'get', 'minst'], folder)).toMatchObject({
      code: 2,
      stderr: 'elbo data get: "minst" is not known. Expected one of: mnist, wdbc. Did you mean "mnist"?\n',
    });
    expect(await elbo(['data', 'get', 'wdbc'], folder)).toMatchObject({
      code: 2,
      stderr:
        'elbo data get: ELBO_DATA is not set, so there is no folder of data. Name one with --to; recipes also look in the current folder: --to .\n',
    });
  });
});

describe('elbo data convert', () => {
  const raw = sharedData('epigenome/raw_K562_chr11_binary.txt.gz');
  const positions = sharedData('epigenome/k562_chr11_tss_expression.csv');
  test.skipIf(raw === undefined)('bins ChromHMM text around positions, as the files made from it were', async () => {
    const around = ['data', 'convert', raw!, '--around', positions!];
    const marks = 'CTCF,H3K27ac,H3K27me3,H3K4me1,H3K4me2,H3K4me3,H3K9ac,H4K20me1';
    const made = await elbo([...around, '--marks', marks, '-o', 'marks.npy'], folder);
    expect(made).toEqual({ code: 0, signal: null, stdout: 'marks.npy: 1902 rows, 800 columns\n', stderr: '' });
    const same = (made: string, given: string): boolean =>
      readFileSync(path.join(folder, made)).equals(readFileSync(sharedData(given)!));
    expect(same('marks.npy', 'epigenome/k562_chr11_tss_marks.npy')).toBe(true);
    await elbo([...around, '--marks', 'H3K27me3,H3K4me3,H3K27ac', '--column', 'expression', '-o', 'flat.csv'], folder);
    expect(same('flat.csv', 'epigenome/k562_flat_301.csv')).toBe(true);
    const named = ['--marks', 'CTCF', '--id', 'gene', '--column', 'h3k36me3_fraction', '--threshold', '0.2'];
    const { stdout } = await elbo([...around, ...named, '-o', 'named.csv', '--json'], folder);
    expect(JSON.parse(stdout)).toEqual({
      file: 'named.csv',
      rows: 1902,
      columns: 101,
      rowShape: [101],
      beside: ['gene'],
      notices: [],
    });
    const lines = readFileSync(path.join(folder, 'named.csv'), 'utf8').split('\n');
    expect(lines[0]).toMatch(/^gene,CTCF_00,.*,CTCF_99,h3k36me3_fraction$/);
    expect(lines[1]).toMatch(/^K562_0000,.*,1$/);
  });

  test('lays an array of blocks flat, with expression above a threshold behind it', async () => {
    const cube = Uint8Array.of(1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0);
    writeFileSync(path.join(folder, 'cube.npy'), writeNpy([2, 2, 3], cube));
    writeFileSync(path.join(folder, 'genes.csv'), 'gene,expression\ng1,0\ng2,3.5\n');
    const words = [
      'data',
      'convert',
      'cube.npy',
      '--blocks',
      'dnam,k9,k27',
      '-o',
      'flat2.csv',
      '--beside',
      'genes.csv',
    ];
    const made = await elbo([...words, '--column', 'expression', '--threshold', '0', '--id', 'gene'], folder);
    expect(made).toMatchObject({ code: 0, stdout: 'flat2.csv: 2 rows, 7 columns\n', stderr: '' });
    expect(readFileSync(path.join(folder, 'flat2.csv'), 'utf8')).toBe(
      'gene,dnam_00,dnam_01,k9_00,k9_01,k27_00,k27_01,expression\ng1,1,0,0,1,0,1,0\ng2,0,1,0,1,0,0,1\n',
    );
    writeFileSync(path.join(folder, 'short.csv'), 'gene,expression\ng1,0\n');
    const short = [
      'data',
      'convert',
      'cube.npy',
      '--blocks',
      'dnam,k9,k27',
      '-o',
      'flat3.csv',
      '--beside',
      'short.csv',
    ];
    expect(await elbo([...short, '--column', 'expression'], folder)).toMatchObject({
      code: 3,
      stderr: 'short.csv: has 1 rows. Expected 2, one for each row of cube.npy, in the same order.\n',
    });
  });

  test('writes a recipe or a file as another kind of file', async () => {
    const recipe = ['data', 'convert', 'first-run', '-o', 'first.parquet'];
    expect((await elbo(recipe, folder)).stdout).toBe('first.parquet: 2000 rows, 301 columns\n');
    const back = await elbo(['data', 'convert', 'first.parquet', '-o', 'first.npz'], folder);
    expect(back).toMatchObject({ code: 0, stdout: 'first.npz: 2000 rows, 301 columns\n' });
    const { stdout } = await elbo(['data', 'describe', 'first.parquet'], folder);
    expect(stdout).toContain('first.parquet: 2000 rows, 301 columns; held as bits');
    const member = ['data', 'convert', '{npz: first.npz, member: data}', '-o', 'member.csv'];
    expect(await elbo(member, folder)).toMatchObject({ code: 0, stdout: 'member.csv: 2000 rows, 301 columns\n' });
    expect(readFileSync(path.join(folder, 'member.csv'), 'utf8')).toMatch(/^dnam_0000,.*,expression\n[01,]+\n/);
    writeFileSync(path.join(folder, 'small.csv'), 'name,a,b\nx,1,\ny,0.5,2\nz,1,2\nw,1,2\n');
    const small = await elbo(['data', 'convert', 'small.csv', '-o', 'small.npy'], folder);
    expect(small.stderr).toContain('A .npy file holds numbers alone');
    expect((await elbo(recipe, folder)).stderr).toBe(
      'first.parquet: the file is there already. Choose another name, or replace it with --force.\n',
    );
  });

  test('refuses options that do not go together', async () => {
    const refused = async (words: readonly string[]): Promise<string> => {
      const { code, stderr } = await elbo(['data', 'convert', ...words, '-o', 'no.csv'], folder);
      expect(code).toBe(2);
      return stderr;
    };
    expect(await refused(['a.csv', '--bins', '3'])).toBe('--bins: it goes with --around.\n');
    expect(await refused(['a.csv', '--bin-size', '3'])).toBe('--bin-size: it goes with --around.\n');
    expect(await refused(['a.csv', '--column', 'x'])).toBe('--column: it goes with --blocks or --around.\n');
    expect(await refused(['a.csv', 'b.csv'])).toBe(
      'elbo data convert: there is more than one source. Expected one, without --around.\n',
    );
    expect(await refused(['a.txt', '--around', 'b.csv', '--blocks', 'x'])).toBe(
      '--blocks: it does not go with --around.\n',
    );
    expect(await refused(['a.txt', '--around', 'b.csv', '--bins', '0'])).toBe(
      '--bins: "0" does not fit. Expected a whole number from 1 to 100000.\n',
    );
    expect(await refused(['cube.npy', '--blocks', 'a,b,c', '--column', 'x'])).toBe(
      '--column: there is no table to take it from. Name one with --beside.\n',
    );
    expect(await refused(['cube.npy', '--blocks', 'a,b,c', '--beside', 'genes.csv', '--threshold', '1'])).toBe(
      '--threshold: there is no column to compare. Name one with --column.\n',
    );
  });
});

test('fault 40: labels full of traps are described in lines of their own, without control characters', async () => {
  const traps = [
    '<script>alert(1)</script>',
    '\u202eabc',
    'two\nlines',
    '\u001b[31mred',
    `long ${'x'.repeat(10_000)}`,
    '\u{1f9ec}',
  ];
  const rows = traps.map((label, i) => `"${label}",${i % 2},1`).join('\n');
  writeFileSync(path.join(folder, 'traps.csv'), `class,a,"b\u001b[2J"\n${rows}\n`);
  const { stdout, code } = await elbo(['data', 'describe', 'traps.csv'], folder);
  expect(code).toBe(0);
  expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  const label = stdout.split('\n').find((line) => line.startsWith('label class: '))!;
  expect(label.length).toBeLessThan(300);
  for (const shown of ['<script>alert(1)</script> 1', 'two lines 1', '\u{1f9ec} 1']) expect(label).toContain(shown);
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sharedData } from '../shared-data.ts';
import { elbo } from './elbo.ts';

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

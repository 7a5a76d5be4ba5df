import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createContext, Script } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReportInput } from '../../src/report/report-input.ts';
import { writeReport } from '../../src/report/write-report.ts';
import { writeStudyReport } from '../../src/report/write-study-report.ts';
import { type Element, readHtml } from './read-html.ts';
import { sampleInput } from './sample-input.ts';

const TRAP = `</script><script>alert(1)</script><!-- "' onload=alert(1) </style></title> &amp;`;

let folder = '';
let page = '';
let elements: Element[] = [];
let trapped = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'elbo-html-'));
  page = await writePage('plain', sampleInput());
  elements = readHtml(page);
  trapped = await writePage('trapped', withTraps(sampleInput()));
});
afterAll(() => rm(folder, { recursive: true }));

async function writePage(name: string, input: ReportInput): Promise<string> {
  await writeReport(path.join(folder, name), input);
  return readFile(path.join(folder, name, 'report.html'), 'utf8');
}

function withTraps(input: ReportInput): ReportInput {
  const modalities = [{ name: TRAP, start: 0, count: 301 }];
  const { evaluation, findings, data } = input;
  const perModality = { [TRAP]: evaluation.splits.validation!.perModality.k27! };
  return {
    ...input,
    name: TRAP,
    config: { [TRAP]: TRAP },
    data: { ...data, name: TRAP, modalities, notices: [TRAP] },
    model: { ...input.model, architecture: TRAP },
    evaluation: {
      ...evaluation,
      modalities,
      likelihoods: { [TRAP]: { kind: 'bernoulli' } },
      splits: { validation: { ...evaluation.splits.validation!, perModality } },
      notComputed: { [TRAP]: TRAP },
    },
    findings: findings.map((finding) => ({ ...finding, title: TRAP, advice: [TRAP], evidence: { [TRAP]: TRAP } })),
    environment: { [TRAP]: TRAP },
    notices: [TRAP],
  };
}

const figuresOf = (read: readonly Element[]): Record<string, object> =>
  JSON.parse(read.find(({ attributes }) => attributes.get('id') === 'figures')!.content!);
const programsOf = (read: readonly Element[]): string[] =>
  read.filter(({ tag, attributes }) => tag === 'script' && !attributes.has('type')).map(({ content }) => content!);

test('the page is well-formed, has its findings first and explains its numbers next', () => {
  const headings = [...page.matchAll(/<h2 id="[a-z-]+">([^<]*)<\/h2>/g)].map((match) => match[1]);
  expect(headings.slice(0, 3)).toEqual(['Findings', 'How to read this', 'Config']);
  expect(page.indexOf('problem</span>')).toBeLessThan(page.indexOf('note</span>'));
  expect(page.indexOf('note</span>')).toBeLessThan(page.indexOf('good</span>'));
  expect(page).not.toMatch(/>[^<]*(?:undefined|NaN|\[object)[^<]*<\/(?:p|li|td|th|text)>/);
});

test('the page holds what report.md holds', async () => {
  const markdown = await readFile(path.join(folder, 'plain', 'report.md'), 'utf8');
  const titles = [...markdown.matchAll(/^## (.*)$/gm)].map((match) => match[1]);
  expect([...page.matchAll(/<h2[^>]*>([^<]*)</g)].map((match) => match[1])).toEqual(titles);
  expect(elements.filter(({ tag }) => tag === 'table')).toHaveLength(markdown.match(/^\| ---/gm)!.length);
  expect(elements.filter(({ tag }) => tag === 'img')).toHaveLength(markdown.match(/^\[!\[/gm)!.length);
});

test('nothing is loaded from elsewhere and only the scripts written into the page may run', () => {
  for (const { tag, attributes, content } of elements) {
    for (const [name, value] of attributes) {
      expect(name).not.toMatch(/^on/);
      if (name === 'src') expect(value).toMatch(/^data:image\/(?:svg\+xml|png);base64,/);
      if (name === 'href') expect(value).toMatch(/^#/);
    }
    if (tag === 'style') expect(content).not.toMatch(/url\(|@import/);
    expect(['link', 'iframe', 'object', 'embed']).not.toContain(tag);
  }
  const policy = elements.find(({ attributes }) => attributes.has('http-equiv'))!.attributes.get('content')!;
  expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-/);
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  const programs = programsOf(elements);
  expect(programs).toHaveLength(3);
  for (const program of programs) {
    expect(policy).toContain(`'sha256-${createHash('sha256').update(program).digest('base64')}'`);
  }
});

test('names full of traps stay text', () => {
  const read = readHtml(trapped);
  expect(programsOf(read)).toEqual(programsOf(elements));
  expect(read.filter(({ tag }) => tag === 'script')).toHaveLength(4);
  for (const { attributes } of read) expect([...attributes.keys()].filter((name) => name.startsWith('on'))).toEqual([]);
  const figures = read.find(({ attributes }) => attributes.get('id') === 'figures')!.content!;
  expect(figures).not.toContain('<');
  expect(JSON.stringify(figuresOf(read))).toContain('<script>alert(1)</script>');
  expect(trapped).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
});

test('without scripts every figure is a picture with words for those who do not see it', () => {
  const pictures = elements.filter(({ tag }) => tag === 'img');
  expect(pictures).toHaveLength(Object.keys(figuresOf(elements)).length);
  for (const { attributes } of pictures) expect(attributes.get('alt')!.length).toBeGreaterThan(10);
  const drawing = Buffer.from(pictures[0]!.attributes.get('src')!.split(',')[1]!, 'base64').toString();
  expect(drawing).toContain('<svg');
});

test('a picture with too many marks for a drawing is shown in the size of its drawing', () => {
  const pictures = elements.filter(({ tag, attributes }) => tag === 'img' && attributes.has('width'));
  expect(pictures.length).toBeGreaterThan(0);
  for (const { attributes } of pictures) {
    const png = Buffer.from(attributes.get('src')!.split(',')[1]!, 'base64');
    expect(Number(attributes.get('width'))).toBe(Math.round(png.readUInt32BE(16) / 2));
  }
});

test('every figure that a finding leads to is in the page', () => {
  const targets = elements.flatMap(({ tag, attributes }) => (tag === 'a' ? [attributes.get('href')!] : []));
  const figures = targets.filter((target) => target.startsWith('#figure-'));
  expect(figures).toContain('#figure-kl-per-unit');
  const ids = new Set(elements.map(({ attributes }) => `#${attributes.get('id')}`));
  for (const target of targets) expect(ids).toContain(target);
});

test('the program of the page draws every figure without making code out of text', async () => {
  const context = createContext(
    { setTimeout, clearTimeout, setInterval, clearInterval },
    { codeGeneration: { strings: false, wasm: false } },
  );
  const [vega, interpreter] = programsOf(elements);
  new Script(`${vega}\n;${interpreter}`).runInContext(context);
  const draw = new Script(`async (spec) => {
    const runtime = vega.parse(JSON.parse(spec), undefined, { ast: true });
    return new vega.View(runtime, { renderer: 'none', expr: vega.expressionInterpreter }).toSVG();
  }`).runInContext(context) as (spec: string) => Promise<string>;
  for (const spec of Object.values(figuresOf(elements))) expect(await draw(JSON.stringify(spec))).toContain('<svg');
});

test('a long run makes no huge page: figures beyond the limit stay pictures', async () => {
  const input = sampleInput();
  const epochs = Array.from({ length: 5000 }, (_, index) => ({ ...input.epochs[index % 40]!, epoch: index + 1 }));
  const long = await writePage('long', { ...input, epochs });
  expect(long.length).toBeLessThan(3_000_000);
  const read = readHtml(long);
  const live = Object.keys(figuresOf(read));
  expect(live).toContain('latent-validation');
  expect(live).not.toContain('loss-linear');
  expect(read.filter(({ tag }) => tag === 'img').length).toBeGreaterThan(live.length);
});

test('a run without epochs, findings or evaluation has a page too', async () => {
  const input = sampleInput();
  const bare = await writePage('bare', {
    ...input,
    epochs: [],
    findings: [],
    latents: {},
    evaluation: { ...input.evaluation, splits: {} },
  });
  expect(readHtml(bare).length).toBeGreaterThan(0);
  expect(bare).toContain('No findings.');
});

test('the page of a study leads to the pages of its runs', async () => {
  const study = path.join(folder, 'study');
  const runs = [0, 1].map((shift) => ({
    name: `<seed ${shift}>`,
    path: `runs/a b${shift}`,
    input: sampleInput(shift),
  }));
  await writeStudyReport(study, { name: 'seeds', runs });
  const html = await readFile(path.join(study, 'report.html'), 'utf8');
  readHtml(html);
  expect(html).toContain('<li><a href="runs/a%20b1/report.html">&lt;seed 1&gt;</a>: validation negative ELBO');
  expect(html).toContain('<span class="verdict">✗ problem</span> in 2 of 2 runs');
});

/** `docs/findings.md`, made from the files of the diagnostics: what each says of itself, its thresholds and their reasons. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { diagnostics } from '../../src/diagnose/index.ts';

const ROOM = 'src/diagnose';

const INTRODUCTION = `# Findings

What Elbo says of a run by itself: at the head of \`elbo train\` and in \`elbo check\` what is known beforehand, and after training
everything. Each finding has a verdict (good, note, warning or problem), one sentence with the numbers it rests on, and what
to try. \`--fail-on warning\` or \`--fail-on problem\` makes \`train\`, \`evaluate\` and \`diagnose\` end with code 7.
\`findings.json\` of a run holds the same as plain data.

A finding that has nothing to say, or whose numbers are not there, is left out. Its thresholds, with the reason of each, are
in its own file; this page is made of those files.
`;

interface Threshold {
  readonly name: string;
  readonly value: string;
  readonly reason: string;
}

export function findingsPage(): string {
  const files = readdirSync(ROOM, { recursive: true, encoding: 'utf8' });
  const fileOf = (id: string): string => {
    const file = files.find((each) => path.basename(each) === `${id}.ts`);
    if (file === undefined) throw new Error(`No file of ${ROOM} is named ${id}.ts, as its finding is.`);
    return path.join(ROOM, file);
  };
  const sections = Object.entries(diagnostics).map(([id, { isKnownBeforehand }]) =>
    section(id, fileOf(id), isKnownBeforehand ? 'before training, and after it' : 'after training'),
  );
  sections.push(section('seed-noise', fileOf('seed-noise'), 'where runs are compared'));
  return `${INTRODUCTION}\n${sections.join('\n')}`;
}

function section(id: string, file: string, when: string): string {
  const source = readFileSync(file, 'utf8');
  const [says, advice] = header(source, file);
  const thresholds = [...thresholdsOf(source), ...imported(source, file)];
  const table = [
    '| threshold | value | reason |',
    '| --- | ---: | --- |',
    ...thresholds.map(({ name, value, reason }) => `| \`${name}\` | ${value} | ${reason.replaceAll('|', '\\|')} |`),
  ];
  return [
    `## ${id}`,
    '',
    says,
    '',
    `**Try:** ${advice}`,
    '',
    `Said ${when}. [${file}](../${file})`,
    '',
    ...(thresholds.length === 0 ? [] : [...table, '']),
  ].join('\n');
}

/** The file's opening comment: paragraphs, the last of which says what to try. */
function header(source: string, file: string): readonly [says: string, advice: string] {
  const [, comment] = /^\/\*\*\n(.*?)^ \*\/$/ms.exec(source) ?? [];
  const paragraphs = (comment ?? '')
    .replace(/^ \*(?: |$)/gm, '')
    .trim()
    .split(/\n\s*\n/);
  const last = paragraphs.at(-1)!;
  if (!last.startsWith('Try: '))
    throw new Error(`${file} does not open with a comment whose last paragraph begins with "Try: ".`);
  return [
    paragraphs
      .slice(0, -1)
      .map((text) => (text.startsWith('  ') ? `\`\`\`text\n${text.replace(/^ {2}/gm, '')}\n\`\`\`` : flow(text)))
      .join('\n\n'),
    flow(last.slice('Try: '.length)),
  ];
}

/** Numbers with a comment in front; one comment may stand for several. */
function thresholdsOf(source: string): Threshold[] {
  const found: Threshold[] = [];
  const groups = source.matchAll(
    /^\/\*\*(?<comment>(?:(?!\*\/).)*)\*\/\n(?<constants>(?:(?:export )?const [A-Z_0-9]+ = [\d._e-]+;\n)+)/gms,
  );
  for (const { groups: group } of groups) {
    const reason = flow(group!.comment!.replace(/^ \* ?/gm, ''));
    const constants = [...group!.constants!.matchAll(/const (\w+) = (.*);/g)];
    constants.forEach(([, name, value], i) => {
      found.push({ name: name!, value: value!, reason: i === 0 ? reason : 'as above' });
    });
  }
  return found;
}

/** Thresholds that stand in a file shared with other diagnostics. */
function imported(source: string, file: string): Threshold[] {
  return [...source.matchAll(/^import \{([^}]*)\} from '(\.\/[^']+)';$/gm)].flatMap(([, names, from]) => {
    const wanted = names!.split(',').map((name) => name.trim());
    return thresholdsOf(readFileSync(path.join(path.dirname(file), from!), 'utf8')).filter(({ name }) =>
      wanted.includes(name),
    );
  });
}

const flow = (text: string): string => text.replace(/\s+/g, ' ').trim();

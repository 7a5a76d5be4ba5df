/** `docs/config.md`, made from the options as they are declared: every key, what it may be, its default and its meaning. */
import { configSchema, type JsonSchema } from '../../src/lab/config-schema.ts';
import { tables } from '../../src/lab/experiment-config.ts';

const INTRODUCTION = `# Config reference

Every key of an experiment, made from the options as they are declared. A key without a default must be given. Unknown keys are
errors with a suggestion, and so are values that do not fit; \`elbo check CONFIG --config\` prints a config with every default.

A choice from a table is a name alone (\`objective: elbo\`) or a map (\`objective: {kind: beta, beta: 4}\`); without \`kind\` the
map means the default.

Editors that know JSON Schema complete keys and mark mistakes: \`elbo check --schema > elbo.schema.json\`, and as the first line
of a config \`# yaml-language-server: $schema=elbo.schema.json\`.
`;

const HEAD = ['| key | value | default | meaning |', '| --- | --- | --- | --- |'];

/** Headings of the tables a config chooses from. */
const TITLES: Readonly<Record<string, string>> = {
  architectures: 'Architectures',
  likelihoods: 'Likelihoods',
  objectives: 'Objectives',
  maskings: 'Maskings',
  priors: 'Priors',
  optimizers: 'Optimizers',
  schedules: 'Schedules',
};

export function configPage(): string {
  const { properties, required, $defs } = configSchema();
  const sections = Object.entries(properties!).filter(([, { properties: keys }]) => keys !== undefined);
  const rest = Object.entries(properties!).filter(([, { properties: keys }]) => keys === undefined);
  return [
    INTRODUCTION,
    '## An experiment',
    '',
    ...HEAD,
    ...rest.flatMap(([key, node]) => rows(key, node, required?.includes(key) === true)),
    '',
    ...sections.flatMap(([key, node]) => [`## ${key}`, '', ...HEAD, ...keysOf('', node), '']),
    ...Object.keys(tables).flatMap((name) => tableSection(name, $defs![name]!)),
    '## Phases',
    '',
    `\`strategy\` is a name (${inCode($defs!.phases!.anyOf![0]!.enum!)}) or a list of phases:`,
    '',
    ...HEAD,
    ...keysOf('', $defs!.phases!.anyOf![1]!.items!),
    '',
  ].join('\n');
}

function tableSection(name: string, { anyOf }: JsonSchema): string[] {
  const [, ...variants] = anyOf!;
  return [
    `## ${TITLES[name] ?? name}`,
    '',
    ...variants.flatMap(({ description, properties, required }) => {
      const { kind, ...options } = properties!;
      const keys = keysOf('', { properties: options, ...(required === undefined ? {} : { required }) });
      return [
        `### ${kind!.const}`,
        '',
        `${capital(description!)}.`,
        '',
        ...(keys.length === 0 ? [] : [...HEAD, ...keys, '']),
      ];
    }),
  ];
}

/** A row for each key of a map. @param at - the keys above, such as `columns.` */
const keysOf = (at: string, { properties, required = [] }: JsonSchema): string[] =>
  Object.entries(properties ?? {}).flatMap(([key, node]) => rows(`${at}${key}`, node, required.includes(key)));

/** A key, and those of the maps that it may be. */
function rows(key: string, node: JsonSchema, isRequired: boolean): string[] {
  const maps = [node, ...(node.anyOf ?? []).flatMap((each) => [each, ...(each.anyOf ?? [])])].filter(
    ({ properties }) => properties !== undefined,
  );
  const given = isRequired ? '' : node.default === undefined ? '-' : defaultText(node);
  const meaning = `${node.description ?? ''}${node.unit === undefined ? '' : ` (${node.unit})`}`;
  const own = `| \`${key}\` | ${cell(valueText(node))} | ${cell(given)} | ${cell(meaning)} |`;
  return [own, ...new Set(maps.flatMap((map) => ofMap(key, map)))];
}

function ofMap(key: string, { properties, required }: JsonSchema): string[] {
  const { kind, ...others } = properties!;
  const rest = { properties: others, ...(required === undefined ? {} : { required }) };
  if (kind?.const === undefined) return keysOf(`${key}.`, rest);
  return keysOf(`${key}.`, rest).map((row) => row.replace(/\| ([^|]*) \|$/, `| for \`${kind.const}\`: $1 |`));
}

const defaultText = ({ default: value }: JsonSchema): string => {
  if (typeof value !== 'object' || value === null) return `\`${String(value)}\``;
  return Object.keys(value).length === 0 ? '-' : `\`${inYaml(value)}\``;
};

function inYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inYaml).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, each]) => `${key}: ${inYaml(each)}`)
    .join(', ')}}`;
}

/** What may stand there, in words. */
function valueText(node: JsonSchema): string {
  const { anyOf, $ref, enum: names, const: only, type, items, properties, additionalProperties } = node;
  if ($ref !== undefined) {
    const name = $ref.split('/').at(-1)!;
    return name === 'phases' ? '[phases](#phases)' : `one of [${name}](#${name})`;
  }
  if (anyOf !== undefined) return [...new Set(anyOf.map(valueText))].join(', or ');
  if (names !== undefined) return inCode(names);
  if (only !== undefined) return inCode([only]);
  if (properties !== undefined) return 'a map';
  if (typeof additionalProperties === 'object') return `a map of names to ${valueText(additionalProperties)}`;
  if (Array.isArray(type)) return type.map((each) => valueText({ type: each })).join(', or ');
  if (type === 'array') return `a list of ${plural(items ?? {})}`;
  if (type === 'number' || type === 'integer') return numberText(node);
  return type === 'boolean' ? '`true`, `false`' : 'a text';
}

/** Of what a list holds. */
function plural({ type, ...node }: JsonSchema): string {
  const types = typeof type === 'string' ? [type] : (type ?? []);
  if (types.length === 0 || node.enum !== undefined)
    return valueText({ ...node, ...(type === undefined ? {} : { type }) });
  return types
    .map((each) => valueText({ ...node, type: each }).replace(/^a (number|text|whole number)\b/, '$1s'))
    .join(' or ');
}

function numberText({ type, minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string {
  return [
    type === 'integer' ? 'a whole number' : 'a number',
    ...(minimum === undefined ? [] : [`at least ${minimum}`]),
    ...(exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`]),
    ...(maximum === undefined ? [] : [`at most ${maximum}`]),
    ...(exclusiveMaximum === undefined ? [] : [`below ${exclusiveMaximum}`]),
  ].join(', ');
}

const inCode = (names: readonly unknown[]): string => names.map((name) => `\`${String(name)}\``).join(', ');
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');

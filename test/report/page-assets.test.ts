import { expect, test } from 'vitest';
import { interpreterAsScript, pageAssets } from '../../src/report/page-assets.ts';

test('style and programs can stand in a page: nothing in them ends their element', async () => {
  const { style, programs } = await pageAssets();
  expect(programs).toHaveLength(3);
  for (const source of [style, ...programs]) expect(source).not.toMatch(/<\/(?:script|style)|<!--/i);
});

test('the module of the interpreter becomes a script', () => {
  const module = "import { a, b } from 'vega-util';\n\nconst run = a(b);\n\nexport { run as expressionInterpreter };\n";
  expect(interpreterAsScript(module, 'x.js')).toBe(
    '{\nconst { a, b } = vega;\n\nconst run = a(b);\n\nvega.expressionInterpreter = run;\n\n}',
  );
});

test('another form of the interpreter is refused', () => {
  expect(() => interpreterAsScript("import x from 'y';\nexport default x;\n", 'x.js')).toThrow(
    'x.js: this is another form of vega-interpreter than reports know. Expected one import from vega-util and one export. Install the version that Elbo asks for.',
  );
});

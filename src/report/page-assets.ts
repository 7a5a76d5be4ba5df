/** What every page of a report carries: its style, and the programs that make its figures answer. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ElboError } from '../base/errors.ts';

export interface PageAssets {
  readonly style: string;
  /** To be run in this order. */
  readonly programs: readonly string[];
}

/** Reads them from Elbo's own folder and from the vega that is installed beside it. */
export async function pageAssets(): Promise<PageAssets> {
  const require = createRequire(import.meta.url);
  const interpreterFile = require.resolve('vega-interpreter');
  const [style, vega, interpreter, page] = await Promise.all([
    ownAsset('report.css'),
    // A script that sets the global `vega`.
    readFile(path.join(path.dirname(require.resolve('vega')), 'vega.min.js'), 'utf8'),
    readFile(interpreterFile, 'utf8'),
    ownAsset('report.js'),
  ]);
  const programs = [vega, interpreterAsScript(interpreter, interpreterFile), page];
  return { style: withoutEnd(style), programs: programs.map(withoutEnd) };
}

/**
 * Vega's interpreter, with which it draws without making code out of text, comes as a module alone; as a script it sets
 * `vega.expressionInterpreter`.
 *
 * @param file - named in the error
 * @throws ElboError when the module imports or exports anything else than it did
 */
export function interpreterAsScript(module: string, file: string): string {
  const script = module
    .replace(/^import (\{[^}]*\}) from 'vega-util';$/m, 'const $1 = vega;')
    .replace(/^export \{ (\w+) as expressionInterpreter \};$/m, 'vega.expressionInterpreter = $1;')
    .replace(/^\/\/# sourceMappingURL=.*$/m, '');
  if (script.includes('vega.expressionInterpreter = ') && !/^(?:import|export)\b/m.test(script))
    return `{\n${script}\n}`;
  throw new ElboError(file, 'this is another form of vega-interpreter than reports know', {
    expected: 'one import from vega-util and one export',
    advice: 'Install the version that Elbo asks for',
  });
}

// The folder lies beside both `src` and `dist`.
const ownAsset = (name: string): Promise<string> =>
  readFile(new URL(`../../assets/report/${name}`, import.meta.url), 'utf8');

/** A script or style that nothing in it can end; in programs the backslash changes no text. */
const withoutEnd = (source: string): string =>
  source.replace(/<\/(?=script|style)/gi, '<\\/').replace(/<!--/g, '<\\!--');

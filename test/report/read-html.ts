/** A strict reader of the pages that reports are: enough of HTML to say what is not well-formed in them. */

export interface Element {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Of `script`, `style` and `title` alone. */
  readonly content?: string;
}

const VOID = new Set(['meta', 'img', 'link', 'br', 'hr', 'input']);
const RAW = new Set(['script', 'style']);

/** @throws Error at a tag that is not closed, an attribute without quotes, a `<` or `&` that is no markup, an id used twice */
export function readHtml(html: string): Element[] {
  if (!html.startsWith('<!DOCTYPE html>\n')) throw new Error('no doctype');
  const elements: Element[] = [];
  const open: string[] = [];
  const ids = new Set<string>();
  let at = '<!DOCTYPE html>'.length;
  while (at < html.length) {
    const next = html.indexOf('<', at);
    const text = html.slice(at, next === -1 ? html.length : next);
    if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(text)) throw new Error(`a bare & in ${text}`);
    if (next === -1) break;
    const tag = /^<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*(\/?)>/.exec(
      html.slice(next, next + 400_000),
    );
    if (tag === null) throw new Error(`no tag at ${html.slice(next, next + 80)}`);
    const [whole, closing, name, given, selfClosing] = tag as unknown as [string, string, string, string, string];
    at = next + whole.length;
    if (closing === '/') {
      const last = open.pop();
      if (last !== name) throw new Error(`</${name}> closes <${last}>`);
      continue;
    }
    const attributes = new Map(
      [...given.matchAll(/([\w:-]+)(?:="([^"]*)")?/g)].map((match) => [match[1]!, match[2] ?? '']),
    );
    const id = attributes.get('id');
    if (id !== undefined && ids.size === ids.add(id).size) throw new Error(`two elements have the id ${id}`);
    if (!RAW.has(name)) elements.push({ tag: name, attributes });
    if (RAW.has(name)) {
      const end = html.indexOf(`</${name}>`, at);
      elements.push({ tag: name, attributes, content: html.slice(at, end) });
      at = end + name.length + 3;
    } else if (!VOID.has(name) && selfClosing === '') open.push(name);
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(', ')}`);
  return elements;
}

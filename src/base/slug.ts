/**
 * A name that is safe as part of a file name on every system: lower-case letters, digits and single hyphens.
 *
 * @param text - anything, of any length
 * @returns at most 60 characters; `unnamed` when nothing is left of the text
 */
export function slug(text: string): string {
  const plain = text
    .slice(0, 1000)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  return plain === '' ? 'unnamed' : plain;
}

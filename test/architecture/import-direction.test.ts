import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/** The floors of the house, from the ground up; rooms of one floor never import each other. */
const FLOORS = [
  ['base'],
  ['tensor'],
  ['graph'],
  ['engine', 'nn', 'data', 'store', 'figures'],
  ['vae'],
  ['train', 'diagnose'],
  ['report'],
  ['lab'],
  ['cli'],
];
const floorOf = (room: string): number => FLOORS.findIndex((rooms) => rooms.includes(room));

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const inRooms = files.filter((file) => file.includes(path.sep));

function importsOf(file: string): string[] {
  const text = readFileSync(path.join('src', file), 'utf8');
  const found = text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g);
  return [...found].map(([, target]) => path.relative('src', path.resolve('src', path.dirname(file), target!)));
}

test('every room stands on a floor', () => {
  const rooms = new Set(inRooms.map((file) => file.split(path.sep)[0]!));
  expect([...rooms].filter((room) => floorOf(room) === -1)).toEqual([]);
});

test('imports go down, and rooms of one floor do not import each other', () => {
  const wrong = inRooms.flatMap((file) => {
    const room = file.split(path.sep)[0]!;
    return importsOf(file).flatMap((target) => {
      const other = target.split(path.sep)[0]!;
      return other === room || floorOf(other) < floorOf(room) ? [] : [`${file} imports ${target}`];
    });
  });
  expect(wrong).toEqual([]);
});

test('no file in a room imports the public surface', () => {
  expect(inRooms.filter((file) => importsOf(file).includes('index.ts'))).toEqual([]);
});

/** Appends so many lines to a journal: path, writer's number, lines. */
import { appendToJournal } from '../../src/store/journal.ts';

const [, , path, writer, lines] = process.argv;
for (let line = 0; line < Number(lines); line++) {
  // Lengths vary, so that a line cut in two would show.
  appendToJournal(path!, { writer: Number(writer), line, padding: 'x'.repeat((line * 37) % 500) });
}

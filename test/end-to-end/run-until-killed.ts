/** A process that runs the experiment to be killed, and says how far it is: `tsx run-until-killed.ts RUNS`. */
import { writeSync } from 'node:fs';
import { runExperiment } from '../../src/lab/run-experiment.ts';
import { LONGER } from './small-experiment.ts';

const runs = process.argv[2]!;
await runExperiment(LONGER, {
  runs,
  configText: '',
  context: { baseFolder: runs },
  onEvent: (event) => {
    if (event.kind === 'steps') writeSync(1, `${event.step}\n`);
  },
});

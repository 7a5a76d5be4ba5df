/**
 * A step's arithmetic as one ONNX program: a `Loop` that carries parameters, running statistics and optimizer slots.
 * Names: `input NAME` is fed for the chunk, `block NAME` is a dataset, `held NAME` is a block of numbers at the start,
 * `next NAME` the same at the end.
 */

import type { Node } from '../graph/node.ts';
import { inputsOf } from '../graph/node.ts';
import { simplify } from '../graph/simplify.ts';
import { elementCount } from '../tensor/shape.ts';
import { OnnxEmitter, OnnxNames, onnxShape } from './onnx-emitter.ts';
import { ONNX_TYPE, type OnnxGraph, type OnnxNode, type OnnxValue } from './onnx-proto.ts';
import type { RowSources } from './program.ts';
import { emitRows, rowSourceValue } from './rows.ts';
import { outputsOf, type StepPlan } from './step-plan.ts';
import { type Storage, storageShape } from './storage.ts';

/**
 * The program.
 *
 * Inputs: `step_count`, `rows`, `starts` and `ends` (each step's part of `rows`), and those named above. Outputs: each
 * block's `next`, `fine` (per step, whether every loss was finite; the loop ends after the first that was not),
 * `report INDEX` per step, and `state sum`, which is finite when every `next` is.
 */
export function emitLoop(plan: StepPlan, sources: RowSources): OnnxGraph {
  const names = new OnnxNames();
  const body = new OnnxEmitter(names);
  const wanted = simplify(outputsOf(plan));
  const inputs: OnnxValue[] = [
    { name: 'step_count', type: 'int64', shape: [] },
    { name: 'rows', type: 'int', shape: ['all rows'] },
    { name: 'starts', type: 'int', shape: ['steps', 1] },
    { name: 'ends', type: 'int', shape: ['steps', 1] },
    ...plan.frozen.map(({ storage }) => held(storage.name, storageShape(storage))),
    ...plan.carried.map(({ name, shape }) => held(name, shape)),
  ];
  for (const { storage, node } of plan.frozen) body.bind(node, `held ${storage.name}`);
  for (const { name, node } of plan.carried) body.bind(node, `carried ${name}`);
  for (const { storage, nodes } of plan.packed) unpackNodes(body, storage, nodes, plan);
  inputs.push(...bindStepInputs(body, wanted, sources));

  const results = body.emit(wanted);
  const losses = results.splice(0, plan.losses.length);
  const reports = results.splice(0, plan.reports.length);
  // A sum minus itself is 0 for a finite sum and not a number otherwise.
  const total = losses.length === 1 ? losses[0]! : body.add('Sum', losses);
  const fine = body.add('Equal', [body.add('Sub', [total, total]), names.floats([0], [])]);
  const fineByte = body.add('Cast', [fine], { to: { int: ONNX_TYPE.byte } });
  // Outputs of a subgraph must be made inside it and each under its own name.
  const made = new Set(body.nodes.flatMap((node) => node.outputs));
  const own = (name: string): string => (made.delete(name) ? name : body.add('Identity', [name]));

  const bodyGraph: OnnxGraph = {
    name: 'step',
    inputs: [
      { name: 'iteration', type: 'int64', shape: [] },
      { name: 'going', type: 'bool', shape: [] },
      ...plan.carried.map(({ name, shape }) => ({ name: `carried ${name}`, type: 'float' as const, shape })),
    ],
    outputs: [
      { name: fine, type: 'bool', shape: [] },
      ...plan.carried.map(({ shape }, index) => ({ name: own(results[index]!), type: 'float' as const, shape })),
      { name: fineByte, type: 'byte', shape: [] },
      ...reports.map((name) => ({ name: own(name), type: 'float' as const, shape: [] })),
    ],
    nodes: body.nodes,
    initializers: [],
  };
  const outputs: OnnxValue[] = [
    ...plan.carried.map(({ name, shape }) => ({ name: `next ${name}`, type: 'float' as const, shape })),
    { name: 'fine', type: 'byte', shape: ['done'] },
    ...reports.map((_, index) => ({ name: `report ${index}`, type: 'float' as const, shape: ['done'] })),
  ];
  const loop: OnnxNode = {
    type: 'Loop',
    inputs: ['step_count', '', ...plan.carried.map(({ name }) => `held ${name}`)],
    outputs: outputs.map(({ name }) => name),
    attributes: { body: { graph: bodyGraph } },
  };
  // One number that is finite where all that is carried is: summed here, because reading it all in JavaScript is slow.
  const after = new OnnxEmitter(names);
  const sums = plan.carried.map(({ name }) => after.add('ReduceSum', [`next ${name}`], { keepdims: { int: 0 } }));
  const stateSum: OnnxNode = { type: 'Sum', inputs: sums, outputs: ['state sum'] };
  return {
    name: 'training',
    nodes: [loop, ...after.nodes, stateSum],
    initializers: names.initializers,
    inputs,
    outputs: [...outputs, { name: 'state sum', type: 'float', shape: [] }],
  };
}

const held = (name: string, shape: readonly number[]): OnnxValue => ({ name: `held ${name}`, type: 'float', shape });

/** Cuts what is fed for all steps into this step's part. @returns the program's inputs */
function bindStepInputs(body: OnnxEmitter, wanted: readonly Node[], sources: RowSources): OnnxValue[] {
  const start = body.add('Gather', ['starts', 'iteration'], { axis: { int: 0 } });
  const end = body.add('Gather', ['ends', 'iteration'], { axis: { int: 0 } });
  const inputs = new Map<string, OnnxValue>();
  let rows: string | undefined;
  for (const needed of inputsOf(wanted)) {
    const { name, role } = needed.attributes;
    if (role === 'parameter' || role === 'state') continue;
    const fed = role === 'rows' ? `block ${name}` : `input ${name}`;
    if (role === 'rows') {
      inputs.set(fed, rowSourceValue(fed, sources[name]!));
      rows ??= body.add('Slice', ['rows', start, end]);
      body.bind(needed, emitRows(body, sources[name]!, fed, rows, needed.shape));
    } else if (role === 'scalar') {
      inputs.set(fed, { name: fed, type: 'float', shape: ['steps'] });
      body.bind(needed, body.add('Gather', [fed, 'iteration'], { axis: { int: 0 } }));
    } else {
      inputs.set(fed, { name: fed, type: needed.type, shape: ['all rows', ...onnxShape(needed.shape.slice(1))] });
      body.bind(needed, body.add('Slice', [fed, start, end]));
    }
  }
  return [...inputs.values()];
}

/** Reads the parameters out of a packed vector: one split, and a reshape where a parameter is not a vector. */
function unpackNodes(
  body: OnnxEmitter,
  storage: Storage & { kind: 'pack' },
  nodes: readonly Node[],
  plan: StepPlan,
): void {
  const isFrozen = plan.frozen.some((frozen) => frozen.storage === storage);
  const block = `${isFrozen ? 'held' : 'carried'} ${storage.name}`;
  const pieces = storage.parts.map((part) => body.names.fresh(part.parameter));
  if (pieces.length === 1) pieces[0] = block;
  else
    body.nodes.push({
      type: 'Split',
      inputs: [block, body.names.int64s(storage.parts.map((part) => elementCount(part.shape)))],
      outputs: pieces,
      attributes: { axis: { int: 0 } },
    });
  nodes.forEach((node, index) => {
    const { shape } = storage.parts[index]!;
    const piece = pieces[index]!;
    body.bind(node, shape.length === 1 ? piece : body.add('Reshape', [piece, body.names.int64s(shape)]));
  });
}

/** Parts of a model as ordinary ONNX files, which any runtime opens: parameters inside, named inputs and outputs. */
import { inputsOf, type Node } from '../graph/node.ts';
import { simplify } from '../graph/simplify.ts';
import { OnnxEmitter, OnnxNames, onnxShape } from './onnx-emitter.ts';
import { encodeModel, type OnnxValue } from './onnx-proto.ts';
import type { NamedTensors } from './program.ts';

export interface ExportOptions {
  /** Names of inputs in the file, where they differ from those in the graph. */
  readonly inputNames?: Readonly<Record<string, string>>;
  /** Key to text, shown by model viewers. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * The bytes of a model.
 *
 * @param outputs - output name to node, such as `{logits}`
 * @param parameters - parameters and running statistics by name; those the outputs use are stored inside. Every other
 *   input becomes an input of the file, its batch dimension named `batch`
 */
export function exportModel(
  outputs: Readonly<Record<string, Node>>,
  parameters: NamedTensors,
  { inputNames = {}, metadata = {} }: ExportOptions = {},
): Uint8Array {
  const wanted = simplify(Object.values(outputs));
  const names = new OnnxNames();
  const emit = new OnnxEmitter(names);
  const inputs = new Map<string, OnnxValue>();
  const stored = new Set<string>();
  for (const each of inputsOf(wanted)) {
    const { name } = each.attributes;
    const tensor = parameters[name];
    if (tensor === undefined) {
      const shown = inputNames[name] ?? name;
      inputs.set(shown, { name: shown, type: each.type, shape: onnxShape(each.shape) });
      emit.bind(each, shown);
      continue;
    }
    if (!stored.has(name)) {
      const { shape, data } = tensor;
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      names.initializers.push({ name, type: 'float', shape, bytes });
      stored.add(name);
    }
    emit.bind(each, name);
  }
  const results = emit.emit(wanted);
  const outputNames = Object.keys(outputs);
  for (const [index, name] of outputNames.entries())
    emit.nodes.push({ type: 'Identity', inputs: [results[index]!], outputs: [name] });
  return encodeModel(
    {
      name: 'model',
      nodes: emit.nodes,
      initializers: names.initializers,
      inputs: [...inputs.values()],
      outputs: wanted.map(({ type, shape }, index) => ({ name: outputNames[index]!, type, shape: onnxShape(shape) })),
    },
    metadata,
  );
}

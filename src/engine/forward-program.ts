/**
 * Values of a graph, computed once over a batch: evaluation, encoding, decoding. Parameters are inputs that are read
 * in place, so the same program serves every epoch of a run without copying a model.
 */
import { inputsOf, type Node } from '../graph/node.ts';
import { simplify } from '../graph/simplify.ts';
import { OnnxEmitter, OnnxNames, onnxShape } from './onnx-emitter.ts';
import { encodeModel, ONNX_TYPE, type OnnxGraph, type OnnxValue } from './onnx-proto.ts';
import type { NamedTensor, NamedTensors, RowSources } from './program.ts';
import { emitRows, rowInputFeed, rowSourceFeed, rowSourceValue } from './rows.ts';
import { type EngineOptions, type EngineSession, type Feed, openSession } from './session.ts';

export interface ForwardInputs {
  /** Parameters and running statistics by name; more than the graph needs may be given. */
  readonly parameters: NamedTensors;
  /** Row numbers: needed when an input has the role `rows`. */
  readonly rows?: Int32Array;
  /** Noise and mask inputs: name to `[batch, ...]`. */
  readonly rowInputs?: Readonly<Record<string, Float32Array | Uint8Array>>;
  /** Inputs of role `value`, and of role `scalar` with shape `[]`. */
  readonly values?: NamedTensors;
}

export class ForwardProgram {
  readonly #names: readonly string[];
  readonly #inputs: readonly Node<'input'>[];
  readonly #session: EngineSession;
  readonly #sources: RowSources;

  private constructor(
    names: readonly string[],
    inputs: readonly Node<'input'>[],
    session: EngineSession,
    sources: RowSources,
  ) {
    this.#names = names;
    this.#inputs = inputs;
    this.#session = session;
    this.#sources = sources;
  }

  /**
   * @param outputs - what to compute, by name; numbers that are not floats come out as floats
   * @param sources - the block behind each input of role `rows`
   */
  static async compile(
    outputs: Readonly<Record<string, Node>>,
    sources: RowSources,
    options: EngineOptions,
  ): Promise<ForwardProgram> {
    const names = Object.keys(outputs);
    const wanted = simplify(Object.values(outputs));
    const inputs = distinctInputs(wanted);
    const session = await openSession(encodeModel(emitForward(names, wanted, inputs, sources)), options);
    return new ForwardProgram(names, inputs, session, sources);
  }

  async run({ parameters, rows, rowInputs = {}, values = {} }: ForwardInputs): Promise<Record<string, NamedTensor>> {
    const feeds: Record<string, Feed> = {};
    for (const { attributes, shape } of this.#inputs) {
      const { name, role } = attributes;
      if (role === 'rows') {
        feeds[`block ${name}`] = rowSourceFeed(this.#sources[name]!);
        feeds.rows ??= { data: rows!, shape: [rows!.length] };
      } else if (role === 'noise' || role === 'mask') feeds[`input ${name}`] = rowInputFeed(rowInputs[name]!, shape);
      else feeds[`input ${name}`] = role === 'parameter' || role === 'state' ? parameters[name]! : values[name]!;
    }
    const results = await this.#session.run(feeds);
    return Object.fromEntries(
      this.#names.map((name) => {
        const { shape, data } = results[`output ${name}`]!;
        return [name, { shape, data: data as Float32Array }];
      }),
    );
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

/** Inputs by name: two nodes that read one input are fed once. */
const distinctInputs = (outputs: readonly Node[]): Node<'input'>[] => [
  ...new Map(inputsOf(outputs).map((each) => [each.attributes.name, each])).values(),
];

function emitForward(
  outputNames: readonly string[],
  wanted: readonly Node[],
  needed: readonly Node<'input'>[],
  sources: RowSources,
): OnnxGraph {
  const names = new OnnxNames();
  const emit = new OnnxEmitter(names);
  const inputs: OnnxValue[] = [];
  if (needed.some((each) => each.attributes.role === 'rows'))
    inputs.push({ name: 'rows', type: 'int', shape: ['batch'] });
  for (const each of needed) {
    const { name, role } = each.attributes;
    const fed = `input ${name}`;
    if (role === 'rows') {
      const block = `block ${name}`;
      inputs.push(rowSourceValue(block, sources[name]!));
      emit.bind(each, emitRows(emit, sources[name]!, block, 'rows', each.shape));
    } else if (role === 'mask' || each.type === 'float') {
      inputs.push({ name: fed, type: each.type, shape: onnxShape(each.shape) });
      emit.bind(each, fed);
    } else {
      // Callers hold floats; an index or a condition is made of them here.
      inputs.push({ name: fed, type: 'float', shape: onnxShape(each.shape) });
      emit.bind(each, emit.add('Cast', [fed], { to: { int: ONNX_TYPE[each.type] } }));
    }
  }
  const results = emit.emit(wanted);
  const outputs = wanted.map((target, index): OnnxValue => {
    const name = `output ${outputNames[index]}`;
    // An output has its own name, even where it is an input, a constant or another output.
    const node = { inputs: [results[index]!], outputs: [name] };
    if (target.type === 'float') emit.nodes.push({ type: 'Identity', ...node });
    else emit.nodes.push({ type: 'Cast', ...node, attributes: { to: { int: ONNX_TYPE.float } } });
    return { name, type: 'float', shape: onnxShape(target.shape) };
  });
  return { name: 'forward', nodes: emit.nodes, initializers: names.initializers, inputs, outputs };
}

/**
 * The few ONNX messages that Elbo writes, straight to protobuf's wire format (field numbers of onnx.proto3, IR 8).
 * Elbo never reads ONNX, so no generated reader is needed.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { writeMessage } from '../base/protobuf.ts';

/** TensorProto.DataType */
export const ONNX_TYPE = { float: 1, byte: 2, int: 6, int64: 7, bool: 9 } as const;
export type OnnxType = keyof typeof ONNX_TYPE;

export type OnnxAttribute =
  | { readonly float: number }
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly text: string }
  | { readonly graph: OnnxGraph };

export interface OnnxNode {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxTensor {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly number[];
  /** Little-endian elements. */
  readonly bytes: Uint8Array;
}

export interface OnnxValue {
  readonly name: string;
  readonly type: OnnxType;
  /** A text is a named unknown dimension. */
  readonly shape: readonly (number | string)[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

// What onnxruntime 1.17 opens.
const IR_VERSION = 8;
const OPSET = 18;

/**
 * The bytes of a model. Initializers may be most of it, so they are copied once, into their place.
 *
 * @param metadata - key to text, shown by model viewers
 */
export function encodeModel(graph: OnnxGraph, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const inner = new BinaryWriter();
  writeGraph(inner, { ...graph, initializers: [] });
  const parts: Uint8Array[] = [inner.finish()];
  for (const { bytes, ...tensor } of graph.initializers) {
    const header = new BinaryWriter();
    writeTensor(header, tensor);
    const start = header.tag(9, WireType.LengthDelimited).uint32(bytes.length).finish();
    const field = new BinaryWriter().tag(5, WireType.LengthDelimited).uint32(start.length + bytes.length);
    parts.push(field.finish(), start, bytes);
  }
  const graphLength = parts.reduce((total, part) => total + part.length, 0);

  const head = new BinaryWriter();
  head.tag(1, WireType.Varint).int64(IR_VERSION);
  head.tag(2, WireType.LengthDelimited).string('elbo');
  writeMessage(head, 8, (opset) => opset.tag(2, WireType.Varint).int64(OPSET));
  for (const [key, value] of Object.entries(metadata)) {
    writeMessage(head, 14, (entry) =>
      entry.tag(1, WireType.LengthDelimited).string(key).tag(2, WireType.LengthDelimited).string(value),
    );
  }
  return concatenateBytes([head.tag(7, WireType.LengthDelimited).uint32(graphLength).finish(), ...parts]);
}

function concatenateBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function writeGraph(writer: BinaryWriter, graph: OnnxGraph): void {
  for (const node of graph.nodes) writeMessage(writer, 1, (inner) => writeNode(inner, node));
  writer.tag(2, WireType.LengthDelimited).string(graph.name);
  for (const { bytes, ...tensor } of graph.initializers) {
    writeMessage(writer, 5, (inner) => writeTensor(inner, tensor).tag(9, WireType.LengthDelimited).bytes(bytes));
  }
  for (const value of graph.inputs) writeMessage(writer, 11, (inner) => writeValue(inner, value));
  for (const value of graph.outputs) writeMessage(writer, 12, (inner) => writeValue(inner, value));
}

function writeNode(writer: BinaryWriter, node: OnnxNode): void {
  for (const input of node.inputs) writer.tag(1, WireType.LengthDelimited).string(input);
  for (const output of node.outputs) writer.tag(2, WireType.LengthDelimited).string(output);
  writer.tag(4, WireType.LengthDelimited).string(node.type);
  for (const [name, attribute] of Object.entries(node.attributes ?? {})) {
    writeMessage(writer, 5, (inner) => writeAttribute(inner, name, attribute));
  }
}

function writeAttribute(writer: BinaryWriter, name: string, attribute: OnnxAttribute): void {
  writer.tag(1, WireType.LengthDelimited).string(name);
  if ('float' in attribute) writer.tag(2, WireType.Bit32).float(attribute.float).tag(20, WireType.Varint).int32(1);
  else if ('int' in attribute) writer.tag(3, WireType.Varint).int64(attribute.int).tag(20, WireType.Varint).int32(2);
  else if ('text' in attribute)
    writer.tag(4, WireType.LengthDelimited).string(attribute.text).tag(20, WireType.Varint).int32(3);
  else if ('graph' in attribute) {
    writeMessage(writer, 6, (inner) => writeGraph(inner, attribute.graph));
    writer.tag(20, WireType.Varint).int32(5);
  } else {
    for (const value of attribute.ints) writer.tag(8, WireType.Varint).int64(value);
    writer.tag(20, WireType.Varint).int32(7);
  }
}

/** All of a tensor but its elements. */
function writeTensor(writer: BinaryWriter, tensor: Omit<OnnxTensor, 'bytes'>): BinaryWriter {
  for (const dimension of tensor.shape) writer.tag(1, WireType.Varint).int64(dimension);
  writer.tag(2, WireType.Varint).int32(ONNX_TYPE[tensor.type]);
  return writer.tag(8, WireType.LengthDelimited).string(tensor.name);
}

function writeValue(writer: BinaryWriter, value: OnnxValue): void {
  writer.tag(1, WireType.LengthDelimited).string(value.name);
  writeMessage(writer, 2, (type) =>
    writeMessage(type, 1, (tensor) => {
      tensor.tag(1, WireType.Varint).int32(ONNX_TYPE[value.type]);
      writeMessage(tensor, 2, (shape) => {
        for (const dimension of value.shape) {
          writeMessage(shape, 1, (inner) =>
            typeof dimension === 'number'
              ? inner.tag(1, WireType.Varint).int64(dimension)
              : inner.tag(2, WireType.LengthDelimited).string(dimension),
          );
        }
      });
    }),
  );
}

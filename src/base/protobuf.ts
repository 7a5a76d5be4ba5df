/** What the writers of protobuf's wire format here share; the format itself is the library's. */
import { type BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** A message inside a message. */
export function writeMessage(writer: BinaryWriter, field: number, write: (writer: BinaryWriter) => unknown): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}
